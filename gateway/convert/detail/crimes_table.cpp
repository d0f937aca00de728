#include "gateway/convert/detail/pools.hpp"

// Invented cases in the usual words of notices. A person's name, a place and a number are put in by the caller.
namespace huecry::convert::detail {
namespace {

constexpr Town k_scenes[] = {{"Marseille", "FR"}, {"Rotterdam", "NL"},       {"Hamburg", "DE"}, {"Santos", "BR"},
                             {"Guayaquil", "EC"}, {"Mombasa", "KE"},         {"Durban", "ZA"},  {"Chattogram", "BD"},
                             {"Busan", "KR"},     {"Valparaíso", "CL"},      {"Odesa", "UA"},   {"Thessaloniki", "GR"},
                             {"Jebel Ali", "AE"}, {"Ciudad del Este", "PY"}, {"Lagos", "NG"},   {"Antwerp", "BE"}};

// clang-format off
std::vector<Crime> make_crimes() {
  return {
    {{"PDO", "IOO"}, "Importation of narcotics as an organised gang", "Importation de stupéfiants en bande organisée",
     "Penal code, art. 222-36 and 222-41", 360,
     "Between spring and autumn {name} organised the arrival of {amount} kg of cocaine at {place} in containers declared as vehicle parts, paid dock workers for access to the terminal and directed the removal of the load by telephone together with {other}.",
     "Containers with used vehicle parts; seals replaced after the scan."},
    {{"ILM"}, "Murder", "Homicidio calificado", "Código Penal, art. 139", 1200,
     "In the night {name} shot two men in front of a bar at {place} after a quarrel over a debt and left the country by road with {other} before morning.",
     "Pistol of 9 mm; plates of the car had been stolen the day before."},
    {{"PFF", "PMM"}, "Fraud by trade and laundering of the proceeds", "Gewerbs- und bandenmäßiger Betrug",
     "Strafgesetzbuch, § 263 Abs. 5, § 261", 120,
     "{name} ran a trading platform from an office at {place} that showed invented profits to {amount} customers and moved their deposits, about 4.1 million euros, through accounts that {other} had opened.",
     "Calls under false names; remote access to the victims' computers."},
    {{"IIT", "III"}, "Trafficking in human beings", "Handel ludźmi", "Kodeks karny, art. 189a § 1", 240,
     "{name} recruited {amount} women with the promise of work in hotels, took their passports at {place} and forced them into prostitution; {other} collected the money.",
     "Advertisements in messenger groups; debts for travel that grow each week."},
    {{"PEW", "PEW/WLD"}, "Illegal trade in protected species", "", "Wildlife Conservation and Management Act, s. 92", 84,
     "{name} bought {amount} kg of ivory from hunters, had it cut at {place} and shipped it under the cover of timber; {other} forged the permits.",
     "Ivory between layers of sawn timber; permits with the number of a real shipment."},
    {{"PEE", "PEE/FIS"}, "Illegal fishing and forgery of documents", "Pesca ilegal y falsedad documental",
     "Ley de Pesca, art. 152", 36,
     "As master of a trawler without valid flag {name} landed {amount} t of toothfish at {place} with papers of another vessel, which {other} had supplied.",
     "Transponder switched off for weeks; transfer at sea by night."},
    {{"PIH", "PTE"}, "Computer sabotage and extortion", "Неправомерный доступ к компьютерной информации",
     "Criminal code, art. 272 and 163", 96,
     "{name} sold access to the networks of {amount} hospitals and town halls from a flat at {place}; {other} encrypted them and asked for payment in crypto-assets.",
     "Entry through remote-access accounts without second factor."},
    {{"PTW", "PWC"}, "Armed robbery", "Rapina a mano armata", "Codice penale, art. 628 c. 3", 240,
     "With two others {name} stopped a security van on the ring road of {place}, threatened the guards with assault rifles and took {amount} thousand euros; {other} drove the second car.",
     "Lorry across the road, car set on fire as a barrier."},
    {{"PFC", "PMM"}, "Corruption of public officials", "Corrupção passiva e branqueamento", "Código Penal, art. 317", 144,
     "As head of procurement {name} awarded contracts for dredging at {place} to a firm of {other} and received {amount} thousand dollars on accounts of relatives.",
     "Invoices for advice that was never given."},
    {{"PEE", "PEE/POL"}, "Illegal shipment of waste", "", "Environmental Protection Act, s. 33", 60,
     "{name} shipped {amount} containers of electronic scrap declared as second-hand goods through {place}; {other} had the remains burnt in the open.",
     "Working devices in the first row, scrap behind them."},
  };
}
// clang-format on

constexpr std::string_view k_marks[] = {"Scar of 4 cm on the left forearm.",
                                        "Tattoo of a scorpion on the right shoulder.",
                                        "Tattoo on the neck: \"MADRE\".\r\nTwo gold teeth in the upper jaw.",
                                        "Walks with a limp; right leg shorter.",
                                        "Burn marks on both hands.\r\nWears glasses.",
                                        "Birthmark below the right eye.",
                                        "Left index finger missing."};

constexpr std::string_view k_occupations[] = {"Import and export of used vehicles",
                                              "Lorry driver",
                                              "Accountant",
                                              "Master mariner",
                                              "Student",
                                              "Farmer",
                                              "Software developer",
                                              "Building labourer",
                                              "Dealer in antiques"};

}

std::span<Town const> scenes() { return k_scenes; }

std::span<Crime const> crimes() {
  static std::vector<Crime> const table = make_crimes();
  return table;
}

std::span<std::string_view const> marks() { return k_marks; }
std::span<std::string_view const> occupations() { return k_occupations; }

}

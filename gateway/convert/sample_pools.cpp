#include "gateway/convert/sample_pools.hpp"

#include <array>

namespace huecry::convert::pools {
namespace {

using Words = std::string_view const[];

// clang-format off
constexpr Words k_none = {""};
constexpr Words k_fr_family = {"Martin", "Bernard", "Lefèvre", "Girard", "Béranger"};
constexpr Words k_fr_given = {"Élodie", "Jérôme", "Camille", "Noël", "Françoise"};
constexpr Words k_fr_places = {"Lyon", "Nîmes", "Besançon"};
constexpr Words k_pl_family = {"Nowak", "Kowalczyk", "Wiśniewska", "Wójcik", "Łukasik"};
constexpr Words k_pl_given = {"Małgorzata", "Paweł", "Zofia", "Łukasz", "Agnieszka"};
constexpr Words k_pl_places = {"Łódź", "Kraków", "Gdańsk"};
constexpr Words k_ru_family = {"Ivanov", "Smirnova", "Kuznetsov", "Popova", "Sokolov"};
constexpr Words k_ru_family_original = {"Иванов", "Смирнова", "Кузнецов", "Попова", "Соколов"};
constexpr Words k_ru_given = {"Aleksei", "Irina", "Dmitrii", "Olga", "Sergei"};
constexpr Words k_ru_given_original = {"Алексей", "Ирина", "Дмитрий", "Ольга", "Сергей"};
constexpr Words k_ru_places = {"Tver", "Kazan", "Omsk"};
constexpr Words k_ar_family = {"Haddad", "Mansour", "Khalil", "Saleh", "Nasser"};
constexpr Words k_ar_family_original = {"حداد", "منصور", "خليل", "صالح", "ناصر"};
constexpr Words k_ar_given = {"Yousef", "Layla", "Omar", "Salma", "Karim"};
constexpr Words k_ar_given_original = {"يوسف", "ليلى", "عمر", "سلمى", "كريم"};
constexpr Words k_ar_places = {"Irbid", "Zarqa", "Aqaba"};
constexpr Words k_zh_family = {"Wang", "Li", "Zhang", "Chen", "Liu"};
constexpr Words k_zh_family_original = {"王", "李", "张", "陈", "刘"};
constexpr Words k_zh_given = {"Wei", "Fang", "Min", "Jing", "Jun"};
constexpr Words k_zh_given_original = {"伟", "芳", "敏", "静", "军"};
constexpr Words k_zh_places = {"Hefei", "Changsha", "Xiamen"};
constexpr Words k_gr_family = {"Papadakis", "Nikolaou", "Georgiou", "Dimitriou", "Ioannou"};
constexpr Words k_gr_family_original = {"Παπαδάκης", "Νικολάου", "Γεωργίου", "Δημητρίου", "Ιωάννου"};
constexpr Words k_gr_given = {"Eleni", "Kostas", "Maria", "Nikos", "Sofia"};
constexpr Words k_gr_given_original = {"Ελένη", "Κώστας", "Μαρία", "Νίκος", "Σοφία"};
constexpr Words k_gr_places = {"Patras", "Volos", "Chania"};
constexpr Words k_in_family = {"Sharma", "Patel", "Gupta", "Verma", "Singh"};
constexpr Words k_in_family_original = {"शर्मा", "पटेल", "गुप्ता", "वर्मा", "सिंह"};
constexpr Words k_in_given = {"Anita", "Rahul", "Priya", "Vijay", "Sunita"};
constexpr Words k_in_given_original = {"अनीता", "राहुल", "प्रिया", "विजय", "सुनीता"};
constexpr Words k_in_places = {"Indore", "Kanpur", "Nagpur"};
constexpr Words k_br_family = {"da Silva", "Santos", "Oliveira", "Conceição", "Araújo"};
constexpr Words k_br_given = {"João", "Luíza", "Antônio", "Vitória", "Inácio"};
constexpr Words k_br_places = {"Goiânia", "Belém", "Cuiabá"};
constexpr Words k_vn_family = {"Nguyễn", "Trần", "Lê", "Phạm", "Đặng"};
constexpr Words k_vn_given = {"Thị Hương", "Văn Đức", "Ngọc Ánh", "Quốc Bảo", "Thúy"};
constexpr Words k_vn_places = {"Huế", "Đà Nẵng", "Cần Thơ"};

constexpr Language k_languages[] = {
    {"FR", "FRE", k_fr_family, k_none, k_fr_given, k_none, k_fr_places},
    {"PL", "POL", k_pl_family, k_none, k_pl_given, k_none, k_pl_places},
    {"RU", "RUS", k_ru_family, k_ru_family_original, k_ru_given, k_ru_given_original, k_ru_places},
    {"JO", "ARA", k_ar_family, k_ar_family_original, k_ar_given, k_ar_given_original, k_ar_places},
    {"CN", "CHI", k_zh_family, k_zh_family_original, k_zh_given, k_zh_given_original, k_zh_places},
    {"GR", "GRE", k_gr_family, k_gr_family_original, k_gr_given, k_gr_given_original, k_gr_places},
    {"IN", "HIN", k_in_family, k_in_family_original, k_in_given, k_in_given_original, k_in_places},
    {"BR", "POR", k_br_family, k_none, k_br_given, k_none, k_br_places},
    {"VN", "VIE", k_vn_family, k_none, k_vn_given, k_none, k_vn_places}};

constexpr Deed k_deeds[] = {
    {"PFF", "Fraud by a gang", "Sold apartments that did not exist to 43 buyers and moved the deposits abroad.", 120},
    {"PDC", "Trafficking in cannabis", "Organised the transport of 310 kg of cannabis resin in a refrigerated lorry.", 180},
    {"PTW", "Armed robbery", "Robbed a jeweller with two others, with a pistol, and fled on a motorcycle.", 240},
    {"PEW", "Trafficking in protected species", "Shipped 1,200 live tortoises in suitcases without any permit.", 60},
    {"PMM", "Money laundering", "Laundered the proceeds of fraud through five companies without business.", 84},
    {"ILM", "Murder", "Is charged with having stabbed a former business partner in a car park.", 360},
    {"PIH", "Extortion by malicious software", "Locked the files of three hospitals and demanded payment for the keys.", 120}};
// clang-format on

}

std::span<Language const> languages() { return k_languages; }
std::span<Deed const> deeds() { return k_deeds; }

}

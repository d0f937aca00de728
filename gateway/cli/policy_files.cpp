#include "gateway/cli/policy_files.hpp"

#include <algorithm>

#include "gateway/cli/profile.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

using policy::LintFinding;
using policy::LintKind;

PolicyReader::PolicyReader() : words(std::make_shared<policy::Vocabulary const>(schemas.codes())) {}

Result<PolicyFile> open_policy(std::string const& file) {
  HUECRY_TRY(std::string text, read_file(file, limits::document_bytes_max));
  return PolicyFile{file == "-" ? "standard input" : file, std::move(text)};
}

Result<documents::Policy> read_policy(PolicyReader const& reader, PolicyFile const& file) {
  auto policy = documents::read_policy(reader.schemas, file.text);
  if (!policy) return std::move(policy).error().with_context(file.file);
  return policy;
}

bool Linted::has_errors() const noexcept {
  return std::ranges::any_of(findings, [](LintFinding const& each) { return each.kind == LintKind::invalid; });
}

bool Linted::names_secretariat() const noexcept {
  return std::ranges::any_of(findings,
                             [](LintFinding const& each) { return each.text.starts_with("unknown group XP/"); });
}

Linted lint(PolicyReader const& reader, PolicyFile const& file, documents::Policy const* baseline, UnixMillis now) {
  Linted linted{file.file, policy::lint(reader.schemas, *reader.words, file.text, baseline)};
  auto const policy = documents::read_policy(reader.schemas, file.text);
  if (!policy || policy->effective + limits::policy_past_max >= to_seconds(now)) return linted;
  auto const at = file.text.find("\"effective\"");
  auto const line = 1 + std::count(file.text.begin(), file.text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  linted.findings.push_back({static_cast<std::size_t>(line), LintKind::invalid, "/effective",
                             "has passed; the hub takes no policy for the past"});
  return linted;
}

std::string_view severity_of(LintKind kind) noexcept { return kind == LintKind::invalid ? "error" : "warning"; }

json::Json to_json(Linted const& linted) {
  json::Json findings = json::Json::array();
  for (LintFinding const& finding : linted.findings)
    findings.push_back({{"line", finding.line},
                        {"severity", severity_of(finding.kind)},
                        {"kind", policy::to_text(finding.kind)},
                        {"pointer", finding.pointer},
                        {"text", finding.text}});
  return {{"file", linted.file}, {"findings", std::move(findings)}};
}

void show_findings(Output const& output, Linted const& linted) {
  for (LintFinding const& finding : linted.findings) {
    std::string line = linted.file + ':' + std::to_string(finding.line) + ": ";
    line.append(severity_of(finding.kind)).append(": ").append(finding.text);
    line.append(" (").append(policy::to_text(finding.kind));
    if (!finding.pointer.empty()) line.append(" at ").append(finding.pointer);
    output.line(line + ')', finding.kind == LintKind::invalid ? Tone::bad : Tone::warning);
  }
}

}

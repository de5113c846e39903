#include "tools/dups/results.hpp"

#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg::tools {
namespace {

using dups::Findings;
using dups::Group;
using dups::Member;

const char* kind_of(const Group& group) noexcept { return group.is_exact() ? "exact" : "near"; }

nlohmann::ordered_json member_json(const Group& group, const Member& member) {
  nlohmann::ordered_json json = {{"path", path_json(member.path)},
                                 {"bytes", member.bytes},
                                 {"format", member.format},
                                 {"width", member.size.width},
                                 {"height", member.size.height}};
  if (&member == &group.members.front()) return json;
  json["same_bytes"] = member.same_bytes_as == 0U;
  if (member.same_bytes_as != 0U) {
    if (member.same_bytes_as) json["same_bytes_as"] = path_json(group.members[*member.same_bytes_as].path);
    json["dhash_distance"] = member.dhash_distance;
    json["phash_distance"] = member.phash_distance;
  }
  return json;
}

}  // namespace

DupsTotals totals_of(const Findings& findings) noexcept {
  DupsTotals totals;
  totals.groups = findings.groups.size();
  for (const Group& group : findings.groups) {
    totals.spare_files += group.members.size() - 1;
    totals.spare_bytes += group.spare_bytes();
  }
  return totals;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string describe(const Member& member) {
  if (member.format.empty()) return "size not known, " + human_bytes(member.bytes);
  return std::string(member.format) + " " + to_string(member.size) + ", " + human_bytes(member.bytes);
}

std::string likeness_text(const Group& group, const Member& member) {
  if (member.same_bytes_as == 0U) return "the same bytes";
  if (member.same_bytes_as) return "the same bytes as " + shell_quoted(group.members[*member.same_bytes_as].path);
  return std::to_string(member.dhash_distance) + " of 64 bits (dhash) and " + std::to_string(member.phash_distance) +
         " (phash) differ";
}

std::string group_text(const Group& group, std::uint64_t number) {
  std::string text = "group " + std::to_string(number) + ": " + counted(group.members.size(), "picture", "pictures") +
                     (group.is_exact() ? " with the same bytes; " : " that look alike; ") + "all but the first take " +
                     human_bytes(group.spare_bytes()) + "\n";
  for (const Member& member : group.members) {
    const bool is_best = &member == &group.members.front();
    const bool is_same = member.same_bytes_as == 0U;
    text += std::string(is_best   ? "  keep  "
                        : is_same ? "  same  "
                                  : "  near  ") +
            one_line(shell_quoted(member.path)) + ": " + describe(member) +
            (is_best || is_same ? "" : "; " + one_line(likeness_text(group, member))) + "\n";
  }
  return text + "\n";
}

std::string totals_text(const Findings& findings) {
  const DupsTotals totals = totals_of(findings);
  std::string text = counted(findings.pictures, "picture", "pictures") + " of " + human_bytes(findings.bytes) + ": " +
                     (totals.groups == 0 ? "none is there twice"
                                         : counted(totals.groups, "group", "groups") + ", in which " +
                                               counted(totals.spare_files, "copy takes ", "copies take ") +
                                               human_bytes(totals.spare_bytes));
  if (findings.same_files > 0) {
    text += "; " + counted(findings.same_files, "further name leads", "further names lead") +
            " to a file that was looked at already";
  }
  if (findings.other_files > 0) {
    text += "; " + counted(findings.other_files, "file is no picture or was left out",
                           "files are no pictures or were left out");
  }
  if (!findings.errors.empty()) {
    text += "; " + counted(findings.errors.size(), "file or folder could not be looked at",
                           "files or folders could not be looked at");
  }
  return text;
}

std::string group_json(const Group& group) {
  nlohmann::ordered_json copies = nlohmann::ordered_json::array();
  for (std::size_t i = 1; i < group.members.size(); ++i) copies.push_back(member_json(group, group.members[i]));
  return dumped({{"kind", kind_of(group)},
                 {"keep", member_json(group, group.members.front())},
                 {"copies", std::move(copies)},
                 {"spare_bytes", group.spare_bytes()}});
}

std::string totals_json(const Findings& findings) {
  const DupsTotals totals = totals_of(findings);
  return dumped({{"kind", "totals"},
                 {"pictures", findings.pictures},
                 {"bytes", findings.bytes},
                 {"groups", totals.groups},
                 {"copies", totals.spare_files},
                 {"spare_bytes", totals.spare_bytes},
                 {"same_files", findings.same_files},
                 {"other_files", findings.other_files},
                 {"failed", findings.errors.size()}});
}

}  // namespace tbbimg::tools

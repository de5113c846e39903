#include "engine/journal/detail/journal_fields.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace tbbimg;

namespace {

template <class Fields>
void add_rows(std::vector<std::string>& rows, const std::string& line, const Fields& fields) {
  detail::for_each_field(fields, [&](const auto& field) {
    const char* end = field.presence == detail::Presence::always ? "` |" : "`? |";
    rows.push_back("| " + line + " | `" + std::string(field.name) + end);
  });
}

}  // namespace

TEST_CASE("journal_fields: the README tells of each, in its order") {
  std::vector<std::string> rows;
  add_rows(rows, "run", detail::kRunFields);
  add_rows(rows, "image", detail::kImageFields);
  add_rows(rows, "output", detail::kOutputFields);
  add_rows(rows, "error", detail::kErrorFields);
  add_rows(rows, "sync", detail::kSyncFields);

  std::ifstream readme(TBBIMG_JOURNAL_README);
  REQUIRE(readme);
  std::vector<std::string> told;
  bool is_in_table = false;
  for (std::string line; std::getline(readme, line);) {
    if (line == "| of | member | |") is_in_table = true;
    if (line.empty()) is_in_table = false;
    const std::size_t end = is_in_table ? line.find(" | ", line.find('`')) : std::string::npos;
    if (end != std::string::npos) told.push_back(line.substr(0, end + 2));
  }
  CHECK(told == rows);
}

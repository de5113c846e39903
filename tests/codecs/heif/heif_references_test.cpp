#include "codecs/heif/detail/heif_references.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using tbbimg::detail::has_sound_heif_references;

namespace {

std::string heif_number(std::size_t value, int bytes) {
  std::string text;
  for (int shift = 8 * bytes; shift > 0; shift -= 8) text += static_cast<char>(value >> (shift - 8));
  return text;
}

std::string heif_box(std::string_view type, const std::string& content) {
  return heif_number(content.size() + 8, 4) + std::string(type) + content;
}

struct Reference {
  std::string_view type;
  std::size_t from;
  std::vector<std::size_t> to;
};

bool are_sound(const std::vector<Reference>& references, int id_bytes = 2) {
  std::string content = heif_number(id_bytes == 2 ? 0 : 1, 1) + heif_number(0, 3);
  for (const Reference& reference : references) {
    std::string ids = heif_number(reference.from, id_bytes) + heif_number(reference.to.size(), 2);
    for (const std::size_t to : reference.to) ids += heif_number(to, id_bytes);
    content += heif_box(reference.type, ids);
  }
  const std::string file = heif_box("ftyp", "heic") + heif_box("meta", heif_number(0, 4) + heif_box("iref", content));
  return has_sound_heif_references({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
}

}  // namespace

TEST_CASE("heif references: images that are made of themselves are found, whatever is between") {
  for (const int id_bytes : {2, 4}) {
    CHECK(are_sound({}, id_bytes));
    CHECK(are_sound({{"dimg", 1, {2, 3, 2}}, {"auxl", 4, {1}}, {"cdsc", 1, {1}}, {"thmb", 5, {1}}}, id_bytes));
    CHECK_FALSE(are_sound({{"dimg", 1, {1}}}, id_bytes));
    CHECK_FALSE(are_sound({{"dimg", 1, {2, 3}}, {"dimg", 3, {4, 1}}}, id_bytes));
    CHECK_FALSE(are_sound({{"auxl", 1, {2}}, {"auxl", 2, {1}}}, id_bytes));
    CHECK_FALSE(are_sound({{"dimg", 70, {2}}, {"auxl", 70, {2}}}, id_bytes));
  }
}

TEST_CASE("heif references: chains are short, and what multiplies is counted, in any order") {
  std::vector<Reference> chain;
  std::vector<Reference> doubling;
  for (std::size_t image = 1; image <= 12; ++image) {
    chain.push_back({"dimg", image, {image + 1}});
    doubling.push_back({"dimg", image, std::vector<std::size_t>(4, image + 1)});
  }
  CHECK(are_sound(chain));
  CHECK_FALSE(are_sound(doubling));  // 4 to the 12th
  doubling.resize(9);
  CHECK(are_sound(doubling));
  for (std::size_t image = 13; image <= 20; ++image) chain.push_back({"dimg", image, {image + 1}});
  CHECK_FALSE(are_sound(chain));
  CHECK_FALSE(are_sound(std::vector<Reference>(chain.rbegin(), chain.rend())));
  CHECK(are_sound({{"dimg", 1, std::vector<std::size_t>(10'000, 2)}}));
}

#include "codecs/metadata/icc_profile.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using namespace std::string_literals;
using namespace std::string_view_literals;
using test::Bytes;

namespace {

std::string four_bytes(std::size_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFFU);
  return text;
}

// A profile of these tags, one behind the other.
Bytes profile_of(const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string head(128, '\0');
  std::string table = four_bytes(tags.size());
  std::string data;
  for (const auto& [signature, content] : tags) {
    table += signature + four_bytes(132 + 12 * tags.size() + data.size()) + four_bytes(content.size());
    data += content;
  }
  const std::string all = head + table + data;
  return {all.begin(), all.end()};
}

std::string description(const std::string& text) {
  return "desc\0\0\0\0"s + four_bytes(text.size() + 1) + text + '\0' + std::string(78, '\0');
}

std::string utf16(std::u16string_view text) {
  std::string bytes;
  for (const char16_t unit : text) {
    bytes += static_cast<char>(unit >> 8U);
    bytes += static_cast<char>(unit & 0xFFU);
  }
  return bytes;
}

std::string localized(const std::vector<std::pair<std::string, std::u16string>>& names) {
  std::string records;
  std::string texts;
  for (const auto& [language, name] : names) {
    const std::string text = utf16(name);
    records += language + four_bytes(text.size()) + four_bytes(16 + 12 * names.size() + texts.size());
    texts += text;
  }
  return "mluc\0\0\0\0"s + four_bytes(names.size()) + four_bytes(12) + records + texts;
}

std::string name_of(const std::string& tag) {
  return icc_profile_name(profile_of({{"cprt", "text\0\0\0\0CC0"s}, {"desc", tag}}));
}

}  // namespace

TEST_CASE("icc profile: the name of version 2 is its ASCII text") {
  CHECK(name_of(description("sRGB IEC61966-2.1")) == "sRGB IEC61966-2.1");
  CHECK(name_of(description("")).empty());
  CHECK(name_of(description("two\nlines\tand \x1b[31m")) == "two lines and  [31m");
  CHECK(name_of(description(std::string(5000, 'x'))) == std::string(200, 'x'));
  CHECK(icc_profile_name(profile_of({{"cprt", "text\0\0\0\0CC0"s}})).empty());
  CHECK(name_of("text\0\0\0\0sRGB"s).empty());
  // Without a final NUL, and with another one before it.
  CHECK(name_of("desc\0\0\0\0"s + four_bytes(4) + "sRGB") == "sRGB");
  CHECK(name_of("desc\0\0\0\0"s + four_bytes(8) + "sRGB\0xyz"s) == "sRGB");
}

TEST_CASE("icc profile: of the languages of version 4, English is preferred") {
  CHECK(name_of(localized({{"enUS", u"Display P3"}})) == "Display P3");
  CHECK(name_of(localized({{"deDE", u"Farb-LCD"}, {"enUS", u"Color LCD"}, {"frFR", u"LCD couleur"}})) == "Color LCD");
  CHECK(name_of(localized({{"deDE", u"Gerät"}, {"frFR", u"Appareil"}})) == "Gerät");
  CHECK(name_of(localized({{"jaJP", u"色\U0001F308"}})) == "色🌈");
  CHECK(name_of(localized({})).empty());
  // Half of a pair is no character.
  std::u16string broken = u"a";
  broken += static_cast<char16_t>(0xD83C);
  broken += u"b";
  CHECK(name_of(localized({{"enUS", broken}})) == "a\uFFFDb");
  // Cut between characters.
  std::u16string many;
  for (int i = 0; i < 3000; ++i) many += u'色';
  const std::string longest = name_of(localized({{"enUS", many}}));
  CHECK(longest.size() == 198);
  CHECK(longest.substr(0, 3) == "色");
}

TEST_CASE("icc profile: no prefix and no false figure does harm") {
  for (const std::string& tag : {description("sRGB"), localized({{"deDE", u"Farb-LCD"}, {"enUS", u"Color LCD"}})}) {
    const Bytes whole = profile_of({{"desc", tag}});
    const std::string name = icc_profile_name(whole);
    REQUIRE_FALSE(name.empty());
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
      const Bytes exact(whole.begin(),
                        whole.begin() + static_cast<std::ptrdiff_t>(bytes));  // so that ASan sees its end
      CHECK(icc_profile_name(exact).empty());
    }
    // Each byte of all that is read, as large as it can be.
    for (std::size_t at = 128; at < whole.size(); ++at) {
      for (const int value : {0, 1, 0x7F, 0xFF}) {
        Bytes changed = whole;
        changed[at] = static_cast<std::uint8_t>(value);
        CHECK(icc_profile_name(changed).size() <= 200);
      }
    }
  }
}

TEST_CASE("icc profile: tables that claim four billion entries are read as far as they are there") {
  std::string many = "mluc\0\0\0\0"s + four_bytes(0xFFFFFFFF) + four_bytes(12);
  for (int i = 0; i < 100'000; ++i) many += "deDE" + four_bytes(2) + four_bytes(16);
  CHECK(name_of(many) == "摥");  // the first of them: "de" as UTF-16
  Bytes tags = profile_of({});
  for (std::size_t i = 0; i < 4; ++i) tags[128 + i] = 0xFF;
  tags.resize(4'000'000);
  CHECK(icc_profile_name(tags).empty());
}

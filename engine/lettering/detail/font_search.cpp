#include "engine/lettering/detail/font_search.hpp"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "engine/files/file.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

template <auto kFunction>
struct Call {
  template <class T>
  void operator()(T* object) const noexcept {
    kFunction(object);
  }
};
using Config = std::unique_ptr<FcConfig, Call<FcConfigDestroy>>;
using Pattern = std::unique_ptr<FcPattern, Call<FcPatternDestroy>>;
using FontSet = std::unique_ptr<FcFontSet, Call<FcFontSetDestroy>>;
using Objects = std::unique_ptr<FcObjectSet, Call<FcObjectSetDestroy>>;

const FcChar8* bytes(const std::string& text) noexcept { return reinterpret_cast<const FcChar8*>(text.c_str()); }

// All values of a property, such as a family's names in several languages.
std::vector<std::string> strings(const FcPattern* pattern, const char* object) {
  std::vector<std::string> found;
  FcChar8* value = nullptr;
  for (int i = 0; FcPatternGetString(pattern, object, i, &value) == FcResultMatch; ++i) {
    found.emplace_back(reinterpret_cast<const char*>(value));
  }
  return found;
}

bool is_true(const FcPattern* pattern, const char* object) noexcept {
  FcBool value = FcFalse;
  return FcPatternGetBool(pattern, object, 0, &value) == FcResultMatch && value == FcTrue;
}

std::optional<FoundFont> found_font(const FcPattern* pattern) {
  const auto files = strings(pattern, FC_FILE);
  FcCharSet* characters = nullptr;
  int index = 0;
  if (files.empty() || FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) != FcResultMatch ||
      FcPatternGetInteger(pattern, FC_INDEX, 0, &index) != FcResultMatch) {
    return std::nullopt;
  }
  return FoundFont{{files.front(), index}, CharacterSet(FcCharSetCopy(characters))};
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "'" : ", '") + word + "'";
  return text;
}

// What the user's words name: a family, and its weight, slant or width.
struct Wish {
  std::string family;
  std::vector<std::string> styles;
};

Wish parse_wish(std::string_view font) {
  Wish wish;
  std::size_t colon = font.find(':');
  wish.family = font.substr(0, colon);
  while (colon != std::string_view::npos) {
    font.remove_prefix(colon + 1);
    colon = font.find(':');
    wish.styles.emplace_back(font.substr(0, colon));
  }
  return wish;
}

// Names that stand for whatever the machine has of a kind: the only ones that may give another family.
bool is_generic(const std::string& family) {
  constexpr std::array<std::string_view, 4> kNames = {"sans-serif", "sans", "serif", "monospace"};
  return std::find(kNames.begin(), kNames.end(), lower_case(family)) != kNames.end();
}

// What the installed fonts of a family, or all of them, have as a property.
std::set<std::string> installed(FcConfig* config, const char* object, const std::string& family = {}) {
  const Pattern any(FcPatternCreate());
  if (!family.empty()) FcPatternAddString(any.get(), FC_FAMILY, bytes(family));
  const Objects objects(FcObjectSetBuild(object, nullptr));
  const FontSet fonts(FcFontList(config, any.get(), objects.get()));
  std::set<std::string> values;
  for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
    for (std::string& value : strings(fonts->fonts[i], object)) values.insert(std::move(value));
  }
  return values;
}

tl::unexpected<Error> no_such_family(FcConfig* config, const std::string& family) {
  constexpr std::size_t kMostNamed = 8;
  const std::string wanted = lower_case(family);
  const std::set<std::string> known = installed(config, FC_FAMILY);
  std::vector<std::string> lowered;
  for (const std::string& name : known) lowered.push_back(lower_case(name));
  const auto slip = nearest_word(wanted, lowered);
  std::set<std::string> near;
  for (const std::string& name : known) {
    const std::string candidate = lower_case(name);
    const bool alike =
        candidate == slip || candidate.find(wanted) != std::string::npos || wanted.find(candidate) != std::string::npos;
    if (alike && near.size() < kMostNamed) near.insert(name);
  }
  std::string message = "no font family '" + family + "' is installed";
  if (near.empty()) {
    for (const std::string& name : known) {
      if (near.size() < kMostNamed) near.insert(name);
    }
    message += near.empty() ? ", nor any other" : "; some that are: " + joined(near);
  } else {
    message += ": did you mean " + joined(near) + "?";
  }
  return fail(ErrorCode::invalid_argument, message +
                                               " (`fc-list : family` lists all; sans-serif, serif and monospace "
                                               "stand for what there is; a font's file may be named, too)");
}

// Adds a word such as "bold" to a pattern.
Status add_style(FcPattern* pattern, const std::string& style) {
  const FcConstant* constant = FcNameGetConstant(bytes(lower_case(style)));
  if (constant == nullptr) {
    return fail(ErrorCode::invalid_argument, "font style '" + style +
                                                 "' is unknown: allowed are fontconfig's words, such as light, bold, "
                                                 "black, italic, oblique, condensed");
  }
  FcPatternAddInteger(pattern, constant->object, constant->value);
  return {};
}

// fontconfig gives the nearest font it has; near is not enough for what was named.
Status check_style(FcConfig* config, const FcPattern* match, const Wish& wish) {
  for (const std::string& style : wish.styles) {
    const FcConstant* constant = FcNameGetConstant(bytes(lower_case(style)));
    double value = 0;
    if (FcPatternGetDouble(match, constant->object, 0, &value) == FcResultMatch && value == constant->value) continue;
    return fail(ErrorCode::invalid_argument, "font family '" + wish.family + "' has no style '" + style +
                                                 "'; it has: " + joined(installed(config, FC_STYLE, wish.family)));
  }
  return {};
}

Result<Pattern> wished_pattern(FcConfig* config, const Wish& wish) {
  Pattern pattern(FcPatternCreate());
  FcPatternAddString(pattern.get(), FC_FAMILY, bytes(wish.family));
  FcPatternAddBool(pattern.get(), FC_OUTLINE, FcTrue);
  // A variable font's named instances are fonts of their own; the font itself has no one weight.
  FcPatternAddBool(pattern.get(), FC_VARIABLE, FcFalse);
  // Otherwise fonts would depend on the user's language.
  FcPatternAddString(pattern.get(), FC_LANG, reinterpret_cast<const FcChar8*>("en"));
  for (const std::string& style : wish.styles) TBBIMG_RETURN_IF_ERROR(add_style(pattern.get(), style));
  FcConfigSubstitute(config, pattern.get(), FcMatchPattern);
  FcDefaultSubstitute(pattern.get());
  return pattern;
}

Result<FoundFont> find_family(FcConfig* config, FcPattern* pattern, const Wish& wish) {
  FcResult result = FcResultNoMatch;
  const Pattern match(FcFontMatch(config, pattern, &result));
  if (match == nullptr) return no_such_family(config, wish.family);
  const auto names = strings(match.get(), FC_FAMILY);
  const bool is_it = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return FcStrCmpIgnoreCase(bytes(name), bytes(wish.family)) == 0;
  });
  if (!is_it && !is_generic(wish.family)) return no_such_family(config, wish.family);
  TBBIMG_RETURN_IF_ERROR(check_style(config, match.get(), wish));
  auto font = found_font(match.get());
  if (!font || !is_true(match.get(), FC_OUTLINE)) {
    return fail(ErrorCode::unsupported, "font family '" + wish.family + "' has bitmaps only: choose one of outlines");
  }
  return *std::move(font);
}

bool is_path(const std::string& font) {
  constexpr std::array<std::string_view, 6> kEndings = {".ttf", ".otf", ".ttc", ".otc", ".pfb", ".woff"};
  const std::string name = lower_case(font);
  return name.find('/') != std::string::npos ||
         std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

Result<FoundFont> find_file(const std::string& path) {
  int faces = 0;
  const Pattern pattern(check_regular_file(path) ? FcFreeTypeQuery(bytes(path), 0, nullptr, &faces) : nullptr);
  auto font = pattern != nullptr ? found_font(pattern.get()) : std::nullopt;
  if (!font) {
    return fail(ErrorCode::invalid_argument, "'" + path +
                                                 "' cannot be read as a font: give a TrueType, OpenType or "
                                                 "Type 1 file, or the name of an installed family");
  }
  if (!is_true(pattern.get(), FC_OUTLINE)) {
    return fail(ErrorCode::unsupported, "the font '" + path + "' has bitmaps only: choose one of outlines");
  }
  return *std::move(font);
}

// In the order in which fontconfig would have them stand in.
void append_fallbacks(FcConfig* config, FcPattern* pattern, std::vector<FoundFont>& fonts) {
  FcResult result = FcResultNoMatch;
  const FontSet sorted(FcFontSort(config, pattern, FcTrue, nullptr, &result));
  for (int i = 0; sorted != nullptr && i < sorted->nfont; ++i) {
    if (!is_true(sorted->fonts[i], FC_OUTLINE) || is_true(sorted->fonts[i], FC_VARIABLE)) continue;
    auto font = found_font(sorted->fonts[i]);
    if (font && font->file != fonts.front().file) fonts.push_back(*std::move(font));
  }
}

}  // namespace

bool CharacterSet::has(char32_t character) const noexcept { return FcCharSetHasChar(set_.get(), character) == FcTrue; }
void CharacterSet::Destroy::operator()(_FcCharSet* set) const noexcept { FcCharSetDestroy(set); }

Result<std::vector<FoundFont>> search_fonts(const std::string& font) {
  const Config config(FcInitLoadConfigAndFonts());  // not the process's, which would stay to its end: some milliseconds
  if (config == nullptr) return fail(ErrorCode::internal, "fontconfig cannot be set up: is fonts.conf readable?");
  const bool by_path = is_path(font);
  const Wish wish = by_path ? Wish{"sans-serif", {}} : parse_wish(font);
  TBBIMG_ASSIGN_OR_RETURN(const Pattern pattern, wished_pattern(config.get(), wish));
  TBBIMG_ASSIGN_OR_RETURN(FoundFont first, by_path ? find_file(font) : find_family(config.get(), pattern.get(), wish));
  std::vector<FoundFont> fonts;
  fonts.push_back(std::move(first));
  append_fallbacks(config.get(), pattern.get(), fonts);
  return fonts;
}

}  // namespace tbbimg

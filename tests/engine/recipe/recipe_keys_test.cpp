#include "engine/recipe/recipe_keys.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "engine/recipe/fingerprint.hpp"
#include "engine/recipe/name_template.hpp"
#include "tests/engine/recipe/key_values.hpp"

using namespace tbbimg;

namespace {

Recipe recipe_of(const std::string& toml) {
  static const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  CAPTURE(toml);
  auto recipe = Recipe::parse_toml(toml, "r.toml", {}, registry);
  if (!recipe) FAIL(recipe.error().to_string());
  return *std::move(recipe);
}

std::uint64_t fingerprint(const std::string& toml) {
  return recipe_fingerprint(recipe_of(toml), NameTemplate::kDefault, CodecRegistry::with_builtin_codecs());
}

}  // namespace

// Outputs of a key that the fingerprint forgets stay as they were when --resume makes them by another value.
TEST_CASE("recipe_keys: each counts for the fingerprint") {
  for (const RecipeKey* key : test::every_key()) {
    CAPTURE(key->name);
    CHECK(fingerprint(test::recipe_with(*key, 0)) != fingerprint(test::recipe_with(*key, 1)));
  }
}

TEST_CASE("recipe_keys: in [defaults] each means what it means in a variant") {
  for (const RecipeKey& key : variant_keys()) {
    if (!key.may_be_default()) continue;
    CAPTURE(key.name);
    const std::string value = std::string(key.name) + "=" + test::two_values(key)[1] + "\n";
    const std::string automatic = key.needs_automatic_quality ? "quality='auto'\n" : "";
    CHECK(fingerprint("[defaults]\n" + automatic + value + "[[variant]]\n") ==
          fingerprint("[[variant]]\n" + automatic + value));
    CHECK(fingerprint("[[variant]]\nname='a'\n" + automatic + value + "[[variant]]\nfrom='a'\nname='b'\n") ==
          fingerprint("[[variant]]\nname='a'\n" + automatic + value + "[[variant]]\nname='b'\n" + automatic + value));
  }
}

TEST_CASE("recipe_keys: none takes another's place in the fingerprint") {
  for (const auto keys : {variant_keys(), condition_keys()}) {
    std::set<int> places = {RecipeKey::kOptionsPlace};
    for (const RecipeKey& key : keys) {
      CAPTURE(key.name);
      CHECK((key.fingerprint_place == 0) == (key.describe == nullptr));
      CHECK(key.fingerprint_place <= RecipeKey::kLastPlace);
      if (keys.data() == condition_keys().data()) places.erase(RecipeKey::kOptionsPlace);
      if (key.describe != nullptr) CHECK(places.insert(key.fingerprint_place).second);
    }
  }
}

// Journals in the field hold these: one that changes makes --resume do everything again.
TEST_CASE("recipe_keys: fingerprints are what they always were") {
  const std::pair<const char*, std::uint64_t> known[] = {
      {"[[variant]]\n", 0xacd3991856427a62},
      {"[[variant]]\nops=['blur:2']\n", 0x9a58a893e341d347},
      {"[[variant]]\nname='a'\nops=['thumbnail:256', 'sharpen', "
       "'crop:64,gravity=attention']\nformat='webp'\nquality=81\n",
       0x4bf2aa5d6129fc7c},
      {"[defaults]\nquality='auto'\nmax-bytes='200K'\njpeg.progressive=true\n[[variant]]\nname='a'\n"
       "[[variant]]\nname='b'\nfrom='a'\nformat='jpeg'\nssim=0.98\nmin-quality=40\nmax-quality=85\nops=['grayscale']\n",
       0x04b91197d7120390},
      {"[[variant]]\nformat='jpeg'\nmax-bytes=50000\nmin-quality=35\ntemplate='{dir}/{stem}-x.{ext}'\n"
       "when={min-width=100,max-width=5000,min-height=7,max-height=9,format=['webp','jpeg'],orientation='square'}\n",
       0x9817d525129c76e9},
      {"[[variant]]\nformat='png'\npng.compression=9\nwhen={orientation='portrait'}\n", 0x71eb80770aeb1367},
  };
  for (const auto& each : known) {
    CAPTURE(std::string(each.first));
    CHECK(fingerprint(each.first) == each.second);
  }
}

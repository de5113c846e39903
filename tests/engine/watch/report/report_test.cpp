#include "engine/watch/report/report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/watch/report/html_report.hpp"
#include "engine/watch/report/json_report.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

const std::string kHostile = "a</code><script>alert(1)</script>\"'&\n\xff.jpg";

Recipe test_recipe() {
  std::vector<Variant> variants(2);
  variants[0].name = "thumb";
  variants[1].name = "web<b>";
  return *Recipe::create(std::move(variants));
}

// A run of 14 images, whose figures are known.
class Facts {
 public:
  Facts() {
    SourceItem item;
    item.path = kHostile;
    for (int i = 1; i <= 10; ++i) {
      SettledImage image{item, Fate::done};
      image.times.add(Stage::decode, std::chrono::milliseconds(i * 100));
      image.pixels = 1000;
      const SettledOutput outputs[] = {{0, "a", false, 1024, {}, 0}, {1, "b", i > 4, 100, {}, 0}};
      image.outputs = outputs;
      statistics_.on_settled(image);
    }
    const Error error{ErrorCode::corrupt_data, "<b>bold</b> at 12", Stage::decode, kHostile, false};
    statistics_.on_settled({item, Fate::failed, &error});
    statistics_.on_settled({item, Fate::failed, &error});
    statistics_.on_settled({item, Fate::skipped, nullptr, {SkipKind::not_image, "<i>image</i>"}});
    statistics_.on_settled({item, Fate::cancelled});
    report_.listed = 14;
    report_.done = 10;
    report_.failed = 2;
    report_.skipped = 1;
    report_.cancelled = 1;
    report_.seconds = 4;
    report_.ended_by = EndedBy::stop_request;
  }

  [[nodiscard]] RunFacts get() const {
    const std::chrono::system_clock::time_point start{std::chrono::seconds(1'000'000'000)};
    return {report_,
            statistics_,
            recipe_,
            options_,
            arguments_,
            inputs_,
            kHostile,
            start,
            start + std::chrono::seconds(4),
            75,
            "inter<i>rupted",
            "interrupted & <u>resumable</u>"};
  }

 private:
  RunStatistics statistics_;
  RunReport report_;
  Recipe recipe_ = test_recipe();
  RunOptions options_;
  std::vector<std::string> arguments_ = {"run", kHostile, "-o", "out"};
  std::vector<std::string> inputs_ = {kHostile};
};

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("report: the object for programs") {
  const Facts facts;
  const auto json = nlohmann::json::parse(json_report(facts.get()));
  CHECK(json["schema"] == 1);
  CHECK(json["listed"] == json["done"].get<int>() + json["failed"].get<int>() + json["skipped"].get<int>() +
                              json["cancelled"].get<int>());
  CHECK(json["exit_code"] == 75);
  CHECK(json["ended_by"] == "stop_request");
  CHECK(json["started"] == "2001-09-09T01:46:40Z");
  CHECK(json["ended"] == "2001-09-09T01:46:44Z");
  CHECK(json["stages"].size() == 1);
  const auto& decode = json["stages"]["decode"];
  CHECK(decode["count"] == 10);
  CHECK(decode["min"].get<double>() == doctest::Approx(0.1));
  CHECK(decode["mean"].get<double>() == doctest::Approx(0.55));
  CHECK(decode["p50"].get<double>() == doctest::Approx(0.5).epsilon(0.01));
  CHECK(decode["p90"].get<double>() == doctest::Approx(0.9).epsilon(0.01));
  CHECK(decode["p99"].get<double>() == doctest::Approx(1.0).epsilon(0.01));
  CHECK(decode["max"].get<double>() == doctest::Approx(1.0));
  CHECK(json["images"]["count"] == 10);
  CHECK(json["slowest"].size() == 10);
  CHECK(json["slowest"][0]["seconds"].get<double>() == doctest::Approx(1.0));
  CHECK(json["slowest"][0]["stages"]["decode"].get<double>() == doctest::Approx(1.0));
  REQUIRE(json["failures"].size() == 1);
  CHECK(json["failures"][0]["count"] == 2);
  CHECK(json["failures"][0]["class"] == "permanent");
  CHECK(json["failures"][0]["cause"] == "<b>bold</b> at 12");
  CHECK(json["failures"][0]["examples"][0]["path"]["hex"] ==
        "613c2f636f64653e3c7363726970743e616c6572742831293c2f7363726970743e2227260aff2e6a7067");
  CHECK(json["skipped_by_reason"]["not an image"] == 1);
  CHECK(json["variants"] == nlohmann::json::parse(R"([{"name": "thumb", "outputs": 10, "bytes_out": 10240, "kept": 0},
                                                      {"name": "web<b>", "outputs": 4, "bytes_out": 400, "kept": 6}])"));
  int done = 0;
  for (const auto& slice : json["throughput"]["slices"]) done += slice["done"].get<int>();
  CHECK(done == 10);
}

TEST_CASE("report: the page keeps names and messages in their places") {
  const Facts facts;
  const std::string page = html_report(facts.get(), {{kHostile, "jpeg"}});
  for (const char* foreign : {"<script", "<b>bold", "<i>image", "<u>", "http:", "https:", "<link", "url(", "@import"}) {
    CAPTURE(foreign);
    CHECK(page.find(foreign) == std::string::npos);
  }
  CHECK(count_of(page, "a&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\n\\xff.jpg") >= 12);
  CHECK(count_of(page, "src=\"data:image/jpeg;base64,anBlZw==\"") == 2);
  CHECK(page.find("default-src 'none'; img-src data:") != std::string::npos);
  CHECK(page.find("name=\"viewport\"") != std::string::npos);
  CHECK(page.find("interrupted &amp; &lt;u&gt;resumable") != std::string::npos);
  CHECK(page.find("inter&lt;i&gt;rupted") != std::string::npos);
  CHECK(page.find("<b>14</b>listed") != std::string::npos);
  CHECK(page.find("<b>10</b>done") != std::string::npos);
}

TEST_CASE("report: what each variant came to") {
  const Facts facts;
  const std::string page = html_report(facts.get(), {});
  const std::string td = "</td><td class=\"number\">";
  CHECK(page.find("<td><bdi>thumb</bdi>" + td + "10" + td + "10.0 KiB" + td + "1.0 KiB" + td + "0</td>") !=
        std::string::npos);
  CHECK(page.find("<td><bdi>web&lt;b&gt;</bdi>" + td + "4" + td + "400 bytes" + td + "100 bytes" + td + "6</td>") !=
        std::string::npos);
}

TEST_CASE("report: every tag of the page is closed") {
  const Facts facts;
  const std::string page = html_report(facts.get(), {{kHostile, "jpeg"}});
  for (const char* name :
       {"html", "head", "body", "main",  "header", "div", "span",    "p",      "h1",  "h2",   "h3", "ul",  "li",
        "dl",   "dt",   "dd",   "table", "tr",     "td",  "section", "figure", "svg", "rect", "i",  "bdi", "code"}) {
    CAPTURE(name);
    const std::string tag(name);
    const std::size_t opened = count_of(page, "<" + tag + ">") + count_of(page, "<" + tag + " ");
    CHECK(opened > 0);
    CHECK(opened == count_of(page, "</" + tag + ">"));
  }
}

TEST_CASE("report: a run that did nothing") {
  const RunReport report;
  const RunStatistics statistics;
  const RunOptions options;
  const std::vector<std::string> none;
  const std::string output = "out";
  const Recipe recipe = test_recipe();
  const RunFacts facts{report, statistics, recipe, options, none, none, output, {}, {}, 3, "no image", ""};
  const std::string page = html_report(facts, {});
  CHECK(page.find("nan") == std::string::npos);
  CHECK(page.find("<h2>Failures") == std::string::npos);
  CHECK(nlohmann::json::parse(json_report(facts))["images"]["count"] == 0);
}

TEST_CASE("report: files are checked before a run, and replaced after it") {
  const test::TemporaryFolder folder;
  folder.write("file", "x");
  folder.write("folder.json/x", "x");
  CHECK(check_report_name("a.json"));
  CHECK(check_report_name("a.html"));
  CHECK_FALSE(check_report_name("a.txt"));
  CHECK_FALSE(check_report_name("json"));
  folder.write("a.json", "old");
  const Facts facts;
  REQUIRE(write_report(folder / "a.json", facts.get()));
  REQUIRE(write_report(folder / "new/a.html", facts.get()));
  CHECK(folder.read("a.json").starts_with("{\n  \"schema\": 1,"));
  CHECK(folder.read("new/a.html").starts_with("<!DOCTYPE html>"));
  CHECK(folder.files().size() == 4);
}

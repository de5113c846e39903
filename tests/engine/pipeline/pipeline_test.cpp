#include "engine/pipeline/pipeline.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "kernels/compare/ssim.hpp"
#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("pipeline: every entry is accounted for, whatever it is") {
  MemorySource source;
  source.add("good.jpg", encoded(make_picture(300, 200), "jpeg"));
  source.add("png-named.jpg", encoded(make_picture(100, 200), "png"));
  source.add("noextension", encoded(make_picture(64, 64), "webp"));
  std::string cut = encoded(make_picture(300, 200), "jpeg");
  cut.resize(cut.size() / 2);
  source.add("cut.jpg", cut);
  source.add("random.jpg", "\x01\x02\x03\x04 these are no image's bytes");
  source.add("empty.png", "");
  source.add("notes.txt", "hello");

  MemorySink sink;
  Recorder recorder;
  const auto report =
      pipeline_of(recipe_of({"thumbnail:50"}, "jpeg")).run(source, sink, {{}, {&recorder}, nullptr}).value();
  CHECK(report.listed == 7);
  CHECK(report.done == 3);
  CHECK(report.failed == 3);
  CHECK(report.skipped == 1);
  CHECK(report.outputs == 3);
  CHECK(report.ended_by == EndedBy::end_of_source);
  CHECK(recorder.fates.size() == 7);
  CHECK(recorder.fates["notes.txt"] == Fate::skipped);
  CHECK(recorder.messages["random.jpg"].find("random.jpg: decode: ") == 0);
  CHECK(recorder.messages["empty.png"].find("empty.png: decode: ") == 0);
  CHECK(recorder.messages["cut.jpg"].find("cut.jpg: decode: ") == 0);
  REQUIRE(sink.files.size() == 3);
  CHECK(decoded(sink.files["good.jpg"]).image.shape().size == Size{50, 33});
  CHECK(decoded(sink.files["png-named.jpg"]).image.shape().size == Size{25, 50});
  std::uint64_t bytes = 0;
  for (const auto& [name, file] : sink.files) bytes += file.size();
  CHECK(report.bytes_out == bytes);
}

TEST_CASE("pipeline: one decode gives all variants, each at its own size and format") {
  MemorySource source;
  source.add("a.png", encoded(make_picture(800, 400), "png"));
  MemorySink sink;
  const auto pipeline = pipeline_of(recipe_from(R"(
[[variant]]
name = "tiny"
ops = ["thumbnail:40"]
format = "png"
[[variant]]
name = "large"
ops = ["thumbnail:400", "rotate:90"]
format = "webp"
[[variant]]
name = "gray"
ops = ["grayscale"]
format = "same"
[[variant]]
name = "plain"
format = "jpeg"
[[variant]]
name = "bright"
ops = ["brighten:20"]
format = "png"
)"));
  const auto report = pipeline.run(source, sink).value();
  CHECK(report.done == 1);
  CHECK(report.outputs == 5);
  CHECK(decoded(sink.files["a_tiny.png"]).image.shape() == ImageShape{{40, 20}, PixelFormat::rgb8});
  CHECK(decoded(sink.files["a_large.webp"]).image.shape().size == Size{200, 400});
  CHECK(decoded(sink.files["a_gray.png"]).image.shape() == ImageShape{{800, 400}, PixelFormat::gray8});
  CHECK(decoded(sink.files["a_plain.jpg"]).image.shape().size == Size{800, 400});
  // The in-place operation of one variant must not show in the others, which share the decoded image.
  const Image bright = decoded(sink.files["a_bright.png"]).image;
  const Image original = make_picture(800, 400);
  CHECK(bright.view().row(7)[9] == std::min(255, original.view().row(7)[9] + 20));
}

TEST_CASE("pipeline: a variant that is cascaded from another looks like one made alone") {
  const std::string photo = encoded(make_picture(1600, 1200), "png");
  const auto run = [&](std::string_view toml) {
    MemorySource source;
    source.add("a.png", photo);
    MemorySink sink;
    REQUIRE(pipeline_of(recipe_from(toml)).run(source, sink).value().done == 1);
    return decoded(sink.files["a_small.png"]).image;
  };
  const Image alone = run("[[variant]]\nname='small'\nops=['thumbnail:100']\nformat='png'\n");
  const Image cascaded =
      run("[[variant]]\nname='large'\nops=['thumbnail:800','brighten:50']\nformat='png'\n"
          "[[variant]]\nname='small'\nops=['thumbnail:100']\nformat='png'\n");
  REQUIRE(alone.shape() == cascaded.shape());
  double squares = 0;
  for (int y = 0; y < alone.height(); ++y) {
    for (std::size_t i = 0; i < alone.view().row_bytes(); ++i) {
      const double difference = double{alone.view().row(y)[i] * 1.0} - cascaded.view().row(y)[i];
      squares += difference * difference;
    }
  }
  const double mean = squares / (alone.height() * static_cast<double>(alone.view().row_bytes()));
  CHECK(mean < 4.0);  // 42 dB; brighten:50 leaking in would give 2500
}

TEST_CASE("pipeline: an output that is made later has the bytes that it would have had with the others") {
  const auto pipeline =
      pipeline_of(recipe_from("[[variant]]\nname='large'\nops=['thumbnail:800','brighten:50']\nformat='png'\n"
                              "[[variant]]\nname='small'\nops=['thumbnail:100']\nformat='png'\n"));
  const auto outputs_beside = [&](std::set<std::string> existing) {
    MemorySource source;
    source.add("a.jpg", encoded(make_picture(1600, 1200), "jpeg"));
    MemorySink sink;
    sink.existing = std::move(existing);
    REQUIRE(pipeline.run(source, sink).value().done == 1);
    return sink.files;
  };
  const auto all = outputs_beside({});
  CHECK(outputs_beside({"a_large.png"}).at("a_small.png") == all.at("a_small.png"));
  CHECK(outputs_beside({"a_small.png"}).at("a_large.png") == all.at("a_large.png"));
}

TEST_CASE("pipeline: outputs do not depend on threads, images in flight or memory") {
  std::vector<std::string> photos;
  for (int i = 0; i < 12; ++i) photos.push_back(encoded(make_picture(500 + 37 * i, 400, PixelFormat::rgb8, i), "jpeg"));
  const auto run = [&](RunOptions options) {
    MemorySource source;
    for (std::size_t i = 0; i < photos.size(); ++i) source.add(std::to_string(i) + ".jpg", photos[i]);
    MemorySink sink;
    const auto report =
        pipeline_of(recipe_of({"thumbnail:200", "blur:1.5", "rotate:270"}, "png"), options).run(source, sink).value();
    CHECK(report.done == photos.size());
    return sink.files;
  };
  const auto expected = run({});
  for (const int threads : {1, 2, 8}) {
    for (const int images : {1, 3, 64}) {
      RunOptions options;
      options.threads = threads;
      options.max_images = images;
      CHECK(run(options) == expected);
    }
  }
  RunOptions tight;
  tight.memory = 1 << 16;  // less than any of the images: each passes alone
  CHECK(run(tight) == expected);
}

TEST_CASE("pipeline: a target chooses the quality, the same for any number of threads") {
  const Image photo = make_picture(500, 400);
  Variant bounded;
  bounded.name = "bounded";
  bounded.format = "jpeg";
  bounded.target.min_quality = 1;
  bounded.target.max_bytes = encoded(photo, "jpeg", 50).size();
  Variant alike = bounded;
  alike.name = "alike";
  alike.target = {{}, 0.97, 1, 100};
  Variant hopeless = bounded;
  hopeless.name = "hopeless";
  hopeless.target.max_bytes = 10;
  const auto run = [&](std::vector<Variant> variants, int threads, Recorder* recorder = nullptr) {
    RunOptions options;
    options.threads = threads;
    MemorySource source;
    source.add("a.png", encoded(photo, "png"));
    MemorySink sink;
    RunControls controls;
    if (recorder != nullptr) controls.observers.push_back(recorder);
    REQUIRE(pipeline_of(Recipe::create(std::move(variants)).value(), options).run(source, sink, controls));
    return sink.files;
  };
  const auto files = run({bounded, alike}, 1);
  REQUIRE(files.size() == 2);
  CHECK(files.at("a_bounded.jpg").size() <= *bounded.target.max_bytes);
  const auto similarity = ssim(decoded(files.at("a_alike.jpg")).image.view(), photo.view(), Kernels::active().value());
  CHECK(similarity.value() >= 0.97);
  CHECK(run({bounded, alike}, 8) == files);

  Recorder recorder;
  CHECK(run({bounded, alike, hopeless}, 2, &recorder) == files);
  CHECK(recorder.messages["a.png"].find("even at quality 1, and max-bytes is 10; make the image (500x400) smaller") !=
        std::string::npos);
  hopeless.format = "png";
  const auto refused = Pipeline::create(Recipe::create({hopeless}).value(), {});
  CHECK(refused.error().code == ErrorCode::invalid_recipe);
}

TEST_CASE("pipeline: alpha is kept where the format has it, and laid over white where it has not") {
  Image image = Image::create({{16, 16}, PixelFormat::rgba8}).value();
  for (int y = 0; y < 16; ++y) std::fill_n(image.view().row(y), image.view().row_bytes(), std::uint8_t{0});
  MemorySource source;
  source.add("clear.png", encoded(image, "png"));
  MemorySink sink;
  CHECK(pipeline_of(recipe_of({}, "jpeg")).run(source, sink).value().done == 1);
  CHECK(decoded(sink.files["clear.jpg"]).image.view().row(5)[5] >= 254);

  MemorySource again;
  again.add("clear.png", encoded(image, "png"));
  MemorySink png;
  CHECK(pipeline_of(recipe_of({"thumbnail:8"}, "same")).run(again, png).value().done == 1);
  CHECK(decoded(png.files["clear.png"]).image.format() == PixelFormat::rgba8);
}

TEST_CASE("pipeline: outputs that are there are kept; only what is missing is made") {
  const auto pipeline =
      pipeline_of(recipe_from("[[variant]]\nname='a'\nformat='png'\n[[variant]]\nname='b'\nformat='png'\n"));
  MemorySource source;
  source.add("all.png", encoded(make_picture(20, 20), "png"));
  source.add("half.png", encoded(make_picture(20, 20), "png"));
  MemorySink sink;
  sink.existing = {"all_a.png", "all_b.png", "half_a.png"};
  const auto report = pipeline.run(source, sink).value();
  CHECK(report.skipped == 1);
  CHECK(report.done == 1);
  CHECK(report.outputs == 1);
  CHECK(sink.files.contains("half_b.png"));
}

TEST_CASE("pipeline: one variant's failure fails the image, the others are written") {
  MemorySource source;
  source.add("a.png", encoded(make_picture(40, 40), "png"));
  MemorySink sink;
  sink.on_write = [](const std::string& name) -> Status {
    if (name == "a_bad.png") return fail({ErrorCode::write_failed, "no", Stage::write, "out/" + name, false});
    return {};
  };
  Recorder recorder;
  const auto pipeline =
      pipeline_of(recipe_from("[[variant]]\nname='bad'\nformat='png'\n[[variant]]\nname='good'\nformat='png'\n"));
  const auto report = pipeline.run(source, sink, {{}, {&recorder}, nullptr}).value();
  CHECK(report.failed == 1);
  CHECK(report.outputs == 1);
  CHECK(recorder.messages["a.png"] == "out/a_bad.png: write: no (the output of a.png)");
}

TEST_CASE("pipeline: exceptions of foreign parts become errors, never lost images") {
  class Thrower final : public Operation {
   public:
    [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
    [[nodiscard]] Status apply(ConstImageView, ImageView, const OperationContext&) const override {
      throw std::runtime_error("boom");
    }
  };
  OperationRegistry registry;
  registry.add({"thrower", "Throws", {}, "thrower"}, [](const Arguments&) -> Result<std::shared_ptr<const Operation>> {
    return std::make_shared<Thrower>();
  });
  const std::vector<std::string> texts = {"thrower"};
  const auto pipeline = pipeline_of(Recipe::parse(texts, {"png", 80}, registry).value());
  MemorySource source;
  for (int i = 0; i < 30; ++i) source.add(std::to_string(i) + ".png", encoded(make_picture(20, 20), "png"));
  source.before_read = [](const SourceItem& item) {
    if (item.index % 3 == 0) throw 5;
  };
  MemorySink sink;
  Recorder recorder;
  const auto report = pipeline.run(source, sink, {{}, {&recorder}, nullptr}).value();
  CHECK(report.failed == 30);
  CHECK(recorder.messages["1.png"].find("boom") != std::string::npos);
}

TEST_CASE("pipeline: pixels made in memory need no file") {
  class Generator final : public Source {
   public:
    [[nodiscard]] Result<std::optional<SourceItem>> next() override {
      if (made_ == 5) return std::nullopt;
      const std::string name = "made" + std::to_string(made_);
      return SourceItem{name, "sub", name, 0, made_++, {}, {}};
    }
    [[nodiscard]] Result<SourceData> read(const SourceItem&, const ReadOptions&) override {
      return SourceData(DecodedImage{make_picture(64, 32), {}});
    }

   private:
    std::uint64_t made_ = 0;
  };
  Generator source;
  MemorySink sink;
  CHECK(pipeline_of(recipe_of({"thumbnail:16"}, "png")).run(source, sink).value().done == 5);
  CHECK(decoded(sink.files["sub/made3.png"]).image.shape().size == Size{16, 8});

  Generator too_large;
  MemorySink nothing;
  RunOptions options;
  options.limits.max_side = 63;
  CHECK(pipeline_of(recipe_of({}, "png"), options).run(too_large, nothing).value().failed == 5);

  Generator again;
  MemorySink none;
  CHECK(pipeline_of(recipe_of({}, "same")).run(again, none).value().failed == 5);
}

TEST_CASE("pipeline: limits are checked from the header") {
  MemorySource source;
  source.add("a.png", encoded(make_picture(300, 100), "png"));
  RunOptions options;
  options.limits.max_pixels = 29'999;
  MemorySink sink;
  Recorder recorder;
  CHECK(pipeline_of(recipe_of({"thumbnail:10"}, "png"), options)
            .run(source, sink, {{}, {&recorder}, nullptr})
            .value()
            .failed == 1);
  CHECK(recorder.messages["a.png"].find("300x100") != std::string::npos);
  CHECK(recorder.messages["a.png"].find("29999") != std::string::npos);
}

TEST_CASE("pipeline: wrong options are refused before anything runs") {
  RunOptions options;
  options.threads = -1;
  CHECK(Pipeline::create(recipe_of({}, "png"), options).error().code == ErrorCode::invalid_argument);
  options = {};
  options.name_template = "x.{ext}";
  CHECK(Pipeline::create(recipe_of({}, "png"), options).error().message.text().find("cannot tell inputs apart") !=
        std::string::npos);
  CHECK(Pipeline::create(recipe_of({}, "tga"), {}).error().code == ErrorCode::unsupported);
  const auto filled = pipeline_of(recipe_of({}, "png")).options();
  CHECK(filled.threads > 0);
  CHECK(filled.io_threads > 0);
  CHECK(filled.max_images > 0);
  CHECK(filled.memory > 0);
}

TEST_CASE("pipeline: several may run at once, and one several times") {
  const auto pipeline = pipeline_of(recipe_of({"thumbnail:20"}, "png"));
  const std::string photo = encoded(make_picture(200, 100), "jpeg");
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 3; ++round) {
        MemorySource source;
        for (int i = 0; i < 10; ++i) source.add(std::to_string(i) + ".jpg", photo);
        MemorySink sink;
        done += static_cast<int>(pipeline.run(source, sink).value().done);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done == 90);
}

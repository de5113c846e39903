// A source and a sink in memory, and pictures to put into them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "codecs/limits.hpp"
#include "codecs/registry.hpp"
#include "engine/io/sink.hpp"
#include "engine/io/source.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg::test {

/// A smooth picture with some texture; the same for the same arguments.
inline Image make_picture(int width, int height, PixelFormat format = PixelFormat::rgb8, int seed = 0) {
  Image image = Image::create({{width, height}, format}).value();
  for (int y = 0; y < height; ++y) {
    std::uint8_t* row = image.view().row(y);
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels(format); ++c) {
        const int value =
            (c + 1) * x * 255 / width + (3 - c) * y * 255 / height + ((x / 8 + y / 8 + seed) % 2) * 24 + seed;
        *row++ = static_cast<std::uint8_t>(has_alpha(format) && c + 1 == channels(format) ? 255 - value / 4 % 128
                                                                                          : value % 256);
      }
    }
  }
  return image;
}

inline std::string encoded(const Image& image, std::string_view format, int quality = 90) {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Buffer file = codecs.find_encoder(format)->encode(image.view(), {quality, {}, {}, {}}).value();
  return {file.bytes().begin(), file.bytes().end()};
}

inline DecodedImage decoded(std::string_view bytes) {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const std::span<const std::uint8_t> file(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return codecs.find_decoder(file)->decode(file, {}).value();
}

class MemorySource final : public Source {
 public:
  void add(std::string file_name, std::string bytes) { files_.emplace_back(std::move(file_name), std::move(bytes)); }
  void set_read_delay(std::chrono::milliseconds delay) { delay_ = delay; }
  /// Called before each read.
  std::function<void(const SourceItem&)> before_read;

  [[nodiscard]] Result<std::optional<SourceItem>> next() override {
    if (position_ == files_.size()) return std::nullopt;
    const auto& [name, bytes] = files_[position_];
    return SourceItem{name, {}, name, bytes.size(), position_++, {}, {}};
  }
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override {
    TBBIMG_RETURN_IF_ERROR(check_file_size(files_[item.index].second.size(), {.max_file_bytes = options.max_bytes}));
    if (before_read) before_read(item);
    if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
    const std::string& bytes = files_[item.index].second;
    TBBIMG_ASSIGN_OR_RETURN(Buffer buffer, options.pool.allocate(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), buffer.data());
    return SourceData(std::move(buffer));
  }

 private:
  std::vector<std::pair<std::string, std::string>> files_;
  std::size_t position_ = 0;
  std::chrono::milliseconds delay_{0};
};

class MemorySink final : public Sink {
 public:
  [[nodiscard]] Result<bool> keeps(const std::string& name, IfExists /*if_exists*/) override {
    const std::lock_guard lock(mutex_);
    return existing.contains(name);
  }
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes,
                             IfExists /*if_exists*/) override {
    const std::lock_guard lock(mutex_);
    if (on_write) TBBIMG_RETURN_IF_ERROR(on_write(name));
    if (!files.emplace(name, std::string(bytes.begin(), bytes.end())).second) {
      return fail(ErrorCode::already_exists, "written twice");
    }
    return {};
  }

  std::set<std::string> existing;
  std::function<Status(const std::string&)> on_write;
  std::map<std::string, std::string> files;

 private:
  std::mutex mutex_;
};

/// What became of each entry, by path.
class Recorder final : public RunObserver {
 public:
  void on_settled(const SettledImage& image) override {
    fates[image.item.path] = image.fate;
    messages[image.item.path] = image.error != nullptr ? image.error->to_string() : sentence_of(image.skip);
    if (also) also();
  }
  std::map<std::string, Fate> fates;
  std::map<std::string, std::string> messages;
  std::function<void()> also;
};

inline Recipe recipe_of(std::initializer_list<std::string> operations, std::string format, int quality = 80) {
  const std::vector<std::string> texts(operations);
  return Recipe::parse(texts, {std::move(format), quality}, OperationRegistry::with_builtin_operations()).value();
}

inline Recipe recipe_from(std::string_view toml) {
  return Recipe::parse_toml(toml, "test.toml", {}, OperationRegistry::with_builtin_operations()).value();
}

inline Pipeline pipeline_of(Recipe recipe, RunOptions options = {}) {
  return Pipeline::create(std::move(recipe), std::move(options)).value();
}

inline bool adds_up(const RunReport& report) {
  return report.listed == report.done + report.failed + report.skipped + report.cancelled;
}

}  // namespace tbbimg::test

#include "tools/one_image.hpp"

#include <algorithm>
#include <mutex>
#include <span>
#include <utility>

#include "engine/files/file.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg::tools {
namespace {

/// Keeps outputs instead of writing them.
class CollectingSink final : public Sink {
 public:
  [[nodiscard]] Result<bool> keeps(const std::string& /*name*/, IfExists /*if_exists*/) override { return false; }
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes,
                             IfExists /*if_exists*/) override {
    const std::lock_guard lock(mutex_);
    files[name].assign(bytes.begin(), bytes.end());
    return {};
  }

  std::map<std::string, std::vector<std::uint8_t>> files;

 private:
  std::mutex mutex_;
};

SourceItem only_item(std::string path, std::uint64_t bytes) {
  SourceItem item;
  item.path = std::move(path);
  item.file_name = file_name_of(item.path);
  item.bytes = bytes;
  return item;
}

/// The fate of the one image.
class Listener final : public RunObserver {
 public:
  explicit Listener(OneImage& image) : image_(image) {}
  void on_settled(const SettledImage& image) override {
    image_.item = image.item;
    for (const SettledOutput& output : image.outputs) image_.names.emplace(output.variant, output.name);
    if (image.error != nullptr) image_.problem = image.error->to_string();
    for (const DecodeWarning& warning : image.warnings) {
      if (warning.kind == DecodeWarningKind::salvaged) image_.damage = sentence_of(warning).text();
      const bool is_loss = warning.kind == DecodeWarningKind::narrowed ||
                           warning.kind == DecodeWarningKind::lost_frames ||
                           warning.kind == DecodeWarningKind::left_out_samples;
      if (is_loss) image_.losses.push_back(sentence_of(warning).text());
    }
    if (image.skip) image_.problem = image.item.path + ": " + sentence_of(image.skip);
  }

 private:
  OneImage& image_;
};

}  // namespace

OneFile::OneFile(std::string path, Buffer bytes)
    : item_(only_item(std::move(path), bytes.size())), bytes_(std::move(bytes)) {}

Result<std::optional<SourceItem>> OneFile::next() {
  return std::exchange(is_listed_, true) ? std::nullopt : std::optional(item_);
}

Result<SourceData> OneFile::read(const SourceItem& /*item*/, const ReadOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer copy, options.pool.allocate(bytes_.size()));
  std::copy(bytes_.bytes().begin(), bytes_.bytes().end(), copy.data());
  return SourceData(std::move(copy));
}

OneNamedFile::OneNamedFile(std::string path, std::uint64_t bytes) : item_(only_item(std::move(path), bytes)) {}

Result<std::optional<SourceItem>> OneNamedFile::next() {
  return std::exchange(is_listed_, true) ? std::nullopt : std::optional(item_);
}

Result<SourceData> OneNamedFile::read(const SourceItem& item, const ReadOptions& options) {
  return read_source(item.path, options);
}

Result<OneImage> make_one(const Pipeline& pipeline, Source& source, StopTokens stop) {
  OneImage image;
  CollectingSink sink;
  Listener listener(image);
  TBBIMG_RETURN_IF_ERROR(pipeline.run(source, sink, {std::move(stop), {&listener}, nullptr}));
  image.files = std::move(sink.files);
  return image;
}

}  // namespace tbbimg::tools

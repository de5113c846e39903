#include "tools/one_image.hpp"

#include <mutex>
#include <span>
#include <utility>

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

/// The fate of the one image.
class Listener final : public RunObserver {
 public:
  explicit Listener(OneImage& image) : image_(image) {}
  void on_settled(const SettledImage& image) override {
    image_.item = image.item;
    if (image.error != nullptr) image_.problem = image.error->to_string();
    if (image.skip) image_.problem = image.item.path + ": " + sentence_of(image.skip);
  }

 private:
  OneImage& image_;
};

}  // namespace

Result<OneImage> make_one(const Pipeline& pipeline, Source& source) {
  OneImage image;
  CollectingSink sink;
  Listener listener(image);
  TBBIMG_RETURN_IF_ERROR(pipeline.run(source, sink, {{}, {&listener}, nullptr}));
  image.files = std::move(sink.files);
  return image;
}

}  // namespace tbbimg::tools

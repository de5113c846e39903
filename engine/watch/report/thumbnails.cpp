#include "engine/watch/report/thumbnails.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/files/file.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/system/periodic.hpp"

namespace tbbimg {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMost = 36;
constexpr auto kBudget = 2s;
constexpr auto kGiveUpAfter = 500ms;
constexpr int kQuality = 70;

// Files by their paths, named by their place in the list.
class PathSource final : public Source {
 public:
  explicit PathSource(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  [[nodiscard]] Result<std::optional<SourceItem>> next() override {
    if (position_ == paths_.size()) return std::nullopt;
    SourceItem item;
    item.path = paths_[position_];
    item.file_name = std::to_string(position_);
    item.index = position_++;
    return item;
  }
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override {
    TBBIMG_ASSIGN_OR_RETURN(Buffer bytes, read_file(item.path, options.max_bytes, options.pool));
    return SourceData(std::move(bytes));
  }
  [[nodiscard]] const std::string& path(std::size_t index) const { return paths_[index]; }

 private:
  std::vector<std::string> paths_;
  std::size_t position_ = 0;
};

class MemorySink final : public Sink {
 public:
  [[nodiscard]] Result<bool> keeps(const std::string& /*name*/, IfExists /*if_exists*/) override { return false; }
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes,
                             IfExists /*if_exists*/) override {
    const std::lock_guard lock(mutex_);
    files_.emplace(name, std::string(bytes.begin(), bytes.end()));
    return {};
  }
  [[nodiscard]] std::map<std::string, std::string> files() const {
    const std::lock_guard lock(mutex_);
    return files_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> files_;
};

// Reading again what took too long, or was not to be read, would only take long again.
bool may_be_decoded(const Error& error) noexcept {
  return error.stage != Stage::read && error.code != ErrorCode::timed_out && error.code != ErrorCode::out_of_memory;
}

std::vector<std::string> paths_to_try(const RunStatistics& statistics) {
  std::vector<std::string> paths;
  for (const FailureGroup& group : statistics.failures()) {
    for (const Error& error : group.examples) {
      if (paths.size() < kMost && may_be_decoded(error)) paths.push_back(error.path);
    }
  }
  return paths;
}

Result<Pipeline> thumbnail_pipeline() {
  const std::vector<std::string> operations = {"thumbnail:" + std::to_string(kThumbnailSide)};
  TBBIMG_ASSIGN_OR_RETURN(Recipe recipe,
                          Recipe::parse(operations, {"jpeg", kQuality}, OperationRegistry::with_builtin_operations()));
  RunOptions options;
  options.retries = 0;
  options.breaker_timeout = 0ms;
  options.give_up_after = kGiveUpAfter;
  options.name_template = "{stem}";
  return Pipeline::create(std::move(recipe), options);
}

struct Ends {
  explicit Ends(std::vector<std::string> paths) : source(std::move(paths)) {}
  PathSource source;
  MemorySink sink;
};

}  // namespace

Thumbnails make_thumbnails(const RunStatistics& statistics) {
  std::vector<std::string> paths = paths_to_try(statistics);
  if (paths.empty()) return {};
  const std::size_t count = paths.size();
  const auto pipeline = thumbnail_pipeline();
  if (!pipeline) return {};
  auto ends = std::make_unique<Ends>(std::move(paths));

  std::stop_source stop;
  auto clock = Periodic::start(kBudget, [&stop] { stop.request_stop(); });
  if (!clock) return {};
  const auto report = pipeline->run(ends->source, ends->sink, {{stop.get_token(), stop.get_token()}, {}, nullptr});
  clock->stop();

  Thumbnails thumbnails;
  for (auto& [name, bytes] : ends->sink.files()) {
    const std::size_t index = std::stoul(name);
    if (index < count) thumbnails.emplace(ends->source.path(index), bytes);
  }
  // A read that hangs still uses them, until the process ends.
  if (!report || report->abandoned > 0) static_cast<void>(ends.release());
  return thumbnails;
}

}  // namespace tbbimg

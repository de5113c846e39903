#include "engine/watch/metrics/metrics_export.hpp"

#include <chrono>
#include <utility>

#include "engine/files/named_file.hpp"
#include "engine/system/periodic.hpp"
#include "engine/watch/metrics/run_collector.hpp"

namespace tbbimg {
namespace {

constexpr std::chrono::seconds kInterval{5};
constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

// Has a thread of its own, so that no image waits for the disk.
class MetricsExport::FileWriter {
 public:
  FileWriter(std::string path, const RunCollector& collector, std::function<void(std::string_view)> say)
      : path_(std::move(path)),
        collector_(collector),
        say_(std::move(say)),
        often_(kInterval, [this] { write_again(); }) {}
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  /// Writes a last time.
  ~FileWriter() {
    often_.stop();
    write_again();
  }

  [[nodiscard]] static Status write(const std::string& path, const RunCollector& collector) {
    const std::string text = collector.text();
    return replace_named_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

 private:
  // Tells of a failure once: a disk that stays full would say it every few seconds.
  void write_again() {
    const Status status = write(path_, collector_);
    if (!status && !std::exchange(told_, true)) say_("the metrics cannot be written: " + status.error().to_string());
  }

  std::string path_;
  const RunCollector& collector_;
  std::function<void(std::string_view)> say_;
  bool told_ = false;
  Periodic often_;  ///< last: uses all of the above
};

MetricsExport::MetricsExport() = default;
MetricsExport::~MetricsExport() = default;

Result<std::unique_ptr<MetricsExport>> MetricsExport::open(const Options& options, const Metrics& metrics,
                                                           RunLabels labels,
                                                           std::function<void(std::string_view)> say) {
  std::unique_ptr<MetricsExport> result(new MetricsExport);
  result->collector_ = std::make_unique<RunCollector>(metrics, std::move(labels));
  const RunCollector& collector = *result->collector_;
  if (options.listen) {
    TBBIMG_ASSIGN_OR_RETURN(
        result->server_,
        HttpServer::open(*options.listen, {"/metrics", kContentType, [&collector] { return collector.text(); }}));
    result->url_ = "http://" + options.listen->host + ":" + std::to_string(result->server_->port()) + "/metrics";
    if (!result->server_->is_loopback()) {
      say("anybody who reaches " + options.listen->host +
          " can read the figures; --metrics-listen PORT serves them to " + "this machine alone");
    }
  }
  if (!options.file.empty()) {
    TBBIMG_RETURN_IF_ERROR(FileWriter::write(options.file, collector));
    result->file_ = std::make_unique<FileWriter>(options.file, collector, std::move(say));
  }
  return result;
}

RunObserver& MetricsExport::observer() noexcept { return *collector_; }

void MetricsExport::end(int exit_code) {
  collector_->ended(exit_code);
  file_.reset();
}

}  // namespace tbbimg

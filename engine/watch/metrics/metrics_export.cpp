#include "engine/watch/metrics/metrics_export.hpp"

#include <prometheus/exposer.h>

#include <chrono>
#include <exception>
#include <utility>

#include "engine/files/named_file.hpp"
#include "engine/system/periodic.hpp"
#include "engine/watch/metrics/run_collector.hpp"

namespace tbbimg {
namespace {

constexpr std::chrono::seconds kInterval{5};
constexpr std::size_t kServerThreads = 2;

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

class MetricsExport::Server {
 public:
  explicit Server(const ListenAddress& address) : exposer_(address.text(), kServerThreads) {}

  void serve(const std::shared_ptr<RunCollector>& collector) { exposer_.RegisterCollectable(collector); }
  [[nodiscard]] int port() const { return exposer_.GetListeningPorts().at(0); }

 private:
  prometheus::Exposer exposer_;
};

MetricsExport::MetricsExport() = default;
MetricsExport::~MetricsExport() = default;

Result<std::unique_ptr<MetricsExport>> MetricsExport::open(const Options& options, const Metrics& metrics,
                                                           std::function<void(std::string_view)> say) {
  std::unique_ptr<MetricsExport> result(new MetricsExport);
  result->collector_ = std::make_shared<RunCollector>(metrics);
  if (options.listen) {
    try {
      result->server_ = std::make_unique<Server>(*options.listen);
      result->server_->serve(result->collector_);
      result->url_ = "http://" + options.listen->host + ":" + std::to_string(result->server_->port()) + "/metrics";
    } catch (const std::exception&) {  // what it says names neither the address nor the reason
      return fail(ErrorCode::permission_denied, "cannot listen on " + options.listen->text() +
                                                    ": the port is in use, or the address is not of this machine; "
                                                    "--metrics-listen 0 takes any port that is free");
    }
  }
  if (!options.file.empty()) {
    TBBIMG_RETURN_IF_ERROR(FileWriter::write(options.file, *result->collector_));
    result->file_ = std::make_unique<FileWriter>(options.file, *result->collector_, std::move(say));
  }
  return result;
}

RunObserver& MetricsExport::observer() noexcept { return *collector_; }

void MetricsExport::end(int exit_code) {
  collector_->ended(exit_code);
  file_.reset();
}

}  // namespace tbbimg

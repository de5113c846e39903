// A run's figures for Prometheus: in a file, over HTTP, or both.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/events/metrics.hpp"
#include "engine/events/observer.hpp"
#include "engine/watch/metrics/http_server.hpp"
#include "engine/watch/metrics/listen_address.hpp"
#include "engine/watch/metrics/run_labels.hpp"

namespace tbbimg {

class MetricsExport {
 public:
  struct Options {
    std::string file;                     ///< empty: none
    std::optional<ListenAddress> listen;  ///< nothing: not served
  };

  /// Writes the file and opens the port at once, so that what cannot be had is known before the run; `metrics` must
  /// outlive it. `say` is called with sentences: at once if others than this machine can read them, later if the file
  /// cannot be written any more. Errors: those of replace_named_file() and of HttpServer::open().
  [[nodiscard]] static Result<std::unique_ptr<MetricsExport>> open(const Options& options, const Metrics& metrics,
                                                                   RunLabels labels,
                                                                   std::function<void(std::string_view)> say);
  MetricsExport(const MetricsExport&) = delete;
  MetricsExport& operator=(const MetricsExport&) = delete;
  ~MetricsExport();

  [[nodiscard]] RunObserver& observer() noexcept;
  /// "http://127.0.0.1:9090/metrics", or empty.
  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  /// The run is over: the file is written a last time.
  void end(int exit_code);

 private:
  class FileWriter;

  MetricsExport();

  std::unique_ptr<class RunCollector> collector_;
  std::unique_ptr<FileWriter> file_;
  std::unique_ptr<HttpServer> server_;
  std::string url_;
};

}  // namespace tbbimg

// Where log lines end: a file that several runs append to.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include "engine/files/file_descriptor.hpp"

namespace tbbimg {

/// One write(2) a line, of one thread. A disk that fails is told of once; once it works again, a line says how many are
/// missing.
class AppendSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  /// Where lines wait before they come here.
  struct Queue {
    std::function<std::size_t()> waiting;
    std::function<std::size_t()> dropped;  ///< so far, and never came here
  };

  AppendSink(FileDescriptor file, Queue queue, std::function<void(std::string_view)> say);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  [[nodiscard]] bool write(std::string_view line);

  FileDescriptor file_;
  Queue queue_;
  std::function<void(std::string_view)> say_;
  std::size_t missing_ = 0;       ///< lines that could not be written, and have not been told of
  std::size_t dropped_told_ = 0;  ///< of those dropped, what missing_ has counted
  bool torn_ = false;             ///< the last line has no end
  bool told_ = false;
};

}  // namespace tbbimg

// What those who decide about images ask of the graph. Internal to the pipeline.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/pipeline/image_task.hpp"

namespace tbbimg {

/// No lock may be held during a call, but for image_comes().
class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  virtual ~Flow() = default;

  /// The graph does not end before each image that came has gone.
  virtual void image_comes() = 0;
  virtual void image_goes() = 0;
  /// Into the queue in front of the limiter.
  virtual void let_in(ImageTask* image) = 0;
  virtual void give_back_token() = 0;
  /// Others may be granted it on this thread.
  virtual void give_back(HeldBytes bytes) = 0;

  /// Work that may block, on a thread for that alone: to ask a place whether it is there,
  virtual void post_probe(std::function<void()> work) = 0;
  /// or to tell recorders what no thread of the graph tells them.
  virtual void post_record(std::function<void()> work) = 0;
  /// An I/O thread is in a call that was given up: another is to take its place. False: none is left.
  [[nodiscard]] virtual bool replace_io_thread() = 0;
  /// The call has returned after all.
  virtual void take_back_io_thread() = 0;

  struct Memory {
    std::uint64_t pool = 0;
    std::uint64_t held = 0;
  };
  [[nodiscard]] virtual Memory measure() const = 0;
};

}  // namespace tbbimg

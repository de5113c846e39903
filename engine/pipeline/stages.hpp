// What each node of the graph does to one image. No graph in here, and nothing that throws: a failure becomes the
// image's error. Internal to the pipeline.
#pragma once

#include <atomic>
#include <functional>

#include "engine/operations/operation.hpp"
#include "engine/pipeline/image_task.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/pipeline/run_state.hpp"

namespace tbbimg {

class Stages {
 public:
  Stages(const Pipeline& pipeline, Kernels kernels, BufferPool pool, Source& source, Sink& sink, const RunState& state);

  /// What an image fails with that took longer than RunOptions::image_timeout.
  [[nodiscard]] Error out_of_time(const ImageTask& task, Stage stage) const;

  /// On an I/O thread: skips an image all of whose outputs are there, otherwise brings in its bytes or pixels.
  void read(ImageTask& task) const noexcept;
  /// Header, plan, and what the image will take of the memory budget: task.work_bytes.
  void probe(ImageTask& task) const noexcept;
  /// File to upright pixels.
  void decode(ImageTask& task) const noexcept;
  /// Makes all variants, handing each on as soon as it is there, whether it has failed or not.
  void transform(ImageTask& task, const std::function<void(VariantTask&)>& hand_on) const noexcept;
  void encode(VariantTask& variant) const noexcept;
  /// On an I/O thread.
  void write(VariantTask& variant) const noexcept;

 private:
  class Busy;
  class Stopwatch;
  template <class Body>
  void guarded(ImageTask& task, Stage stage, const Body& body) const noexcept;
  template <class Body>
  std::optional<Error> run_guarded(ImageTask& task, Stage stage, StageTimes& times, const Body& body) const noexcept;

  [[nodiscard]] Status do_read(ImageTask& task) const;
  [[nodiscard]] Status choose_variants(ImageTask& task, std::vector<OutputName> outputs) const;
  [[nodiscard]] Status do_probe(ImageTask& task) const;
  [[nodiscard]] Status do_decode(ImageTask& task) const;
  [[nodiscard]] Status read_pixels(ImageTask& task) const;
  [[nodiscard]] Status do_encode(VariantTask& variant) const;
  [[nodiscard]] OperationContext context(const ImageTask& task, const ImageFacts& facts = {}) const;
  [[nodiscard]] static ImageFacts facts_of(const ImageTask& task) noexcept;

  const Pipeline& pipeline_;
  const Kernels kernels_;
  const BufferPool pool_;
  Source& source_;
  Sink& sink_;
  const RunState& state_;
  mutable std::atomic<int> busy_ = 0;  // images in decode, transform or encode
};

}  // namespace tbbimg

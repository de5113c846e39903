// Where outputs go.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/io/if_exists.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  /// Whether an output of this name is there already and shall stay, so that it need not be made again.
  /// Errors: invalid_argument if it may not be made at all (it would overwrite a source); those of the system.
  [[nodiscard]] virtual Result<bool> keeps(const std::string& name, IfExists if_exists) = 0;

  /// Called from several I/O threads at once; may block. The output appears whole or not at all.
  [[nodiscard]] virtual Status write(const std::string& name, std::span<const std::uint8_t> bytes,
                                     IfExists if_exists) = 0;

  /// Whether an output of this name is there, a file of these very bytes. May block.
  [[nodiscard]] virtual bool holds(const std::string& /*name*/, std::span<const std::uint8_t> /*bytes*/) {
    return false;
  }

  /// Brings all outputs that were written so far to the disk. May block for as long as the disk takes.
  /// Errors: some may not have got there, and never will.
  [[nodiscard]] virtual Status sync() { return {}; }

  /// Whether something of `bytes` could be written now: asked after failures that are not an output's own (a full disk,
  /// a mount that is gone). The error names the place, not an output, in Error::path. May block.
  [[nodiscard]] virtual Status check_place(std::uint64_t /*bytes*/) { return {}; }
};

}  // namespace tbbimg

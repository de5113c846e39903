// Which images of a run that was begun before are done.
#pragma once

#include <cstdint>

namespace tbbimg {

enum class ResumeScope : std::uint8_t {
  own,         ///< outputs that a run has made, all anew; whatever else is there stays
  missing,     ///< outputs that are not there, or are not what was written: a plain run
  unfinished,  ///< whatever is not done
  failed,      ///< what failed last
};

}  // namespace tbbimg

// Which run figures are of.
#pragma once

#include <string>

namespace tbbimg {

/// Labels of each sample, so that the figures of several runs can be served together.
struct RunLabels {
  std::string output;         ///< OUT, absolute
  std::string shard = "1/1";  ///< "2/8"
};

}  // namespace tbbimg

// Which picture of a file is meant, and how it is made.
#pragma once

namespace tbbimg {

/// What Decoder::probe_chosen() and open() must be told alike.
struct PictureChoice {
  int page = 0;          ///< of a file with several pictures that are no animation (TIFF), from 0
  bool develop = false;  ///< DecodeOptions::develop
  friend bool operator==(const PictureChoice&, const PictureChoice&) = default;
};

}  // namespace tbbimg

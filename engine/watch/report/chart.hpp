// Figures as pictures that stretch with the page: SVG without words, and the words around it.
#pragma once

#include <string>

#include "engine/statistics/histogram.hpp"
#include "engine/statistics/throughput.hpp"

namespace tbbimg {

/// Images per second over the time of the run: done, and on top of them failed. Empty for so few images that bars would
/// tell only when each of them ended.
[[nodiscard]] std::string throughput_chart(const Throughput& throughput);

/// How many images took how long, over a logarithmic axis of time, with marks at p50, p90 and p99. `times`, in
/// nanoseconds, are not empty.
[[nodiscard]] std::string histogram_chart(const Histogram& times);

/// "12.3 ms", "1.50 s".
[[nodiscard]] std::string short_time(double nanoseconds);

}  // namespace tbbimg

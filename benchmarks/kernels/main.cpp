// The benchmark program: Google Benchmark's, and at the end a line per kernel and case with all implementations on it.
//
// All of Google Benchmark's options work. Without --benchmark_out, everything measured is written to
// kernels_bench.json.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::array<std::string_view, 6> kImplementations = {"scalar", "sse2", "avx2", "avx512", "opencv", "memcpy"};
constexpr std::size_t kOpenCv = 4;
constexpr std::size_t kMemcpy = 5;

class TableReporter : public benchmark::ConsoleReporter {
 public:
  TableReporter() : ConsoleReporter(isatty(STDOUT_FILENO) != 0 ? OO_Defaults : OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.error_occurred) continue;
      const bool median = run.run_type == Run::RT_Aggregate && run.aggregate_name == "median";
      if (run.run_type == Run::RT_Iteration && run.repetitions > 1) continue;
      if (run.run_type == Run::RT_Aggregate && !median) continue;
      add(run.run_name.function_name, run.GetAdjustedCPUTime());
    }
  }

  void Finalize() override {
    ConsoleReporter::Finalize();
    std::printf("\nmilliseconds of processor time%50s", "");
    for (const std::string_view name : kImplementations) std::printf("%9s", std::string(name).c_str());
    std::puts("  of OpenCV: times faster; of memcpy: times longer");
    for (const auto& [name, row] : rows_) print(name, row);
  }

 private:
  using Row = std::array<double, kImplementations.size()>;

  // "kernel/implementation/case"
  void add(std::string_view name, double milliseconds) {
    const std::size_t first = name.find('/');
    const std::size_t second = name.find('/', first + 1);
    if (second == std::string_view::npos) return;
    const std::string_view implementation = name.substr(first + 1, second - first - 1);
    for (std::size_t i = 0; i < kImplementations.size(); ++i) {
      if (kImplementations[i] != implementation) continue;
      rows_[std::string(name.substr(0, first)) + " " + std::string(name.substr(second + 1))][i] = milliseconds;
      if (i == kMemcpy) memcpy_ = milliseconds;
    }
  }

  void print(const std::string& name, const Row& row) const {
    double best = 0;
    std::printf("%-80s", name.c_str());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double value = i == kMemcpy ? memcpy_ : row[i];
      if (value > 0) {
        std::printf("%9.2f", value);
      } else {
        std::printf("%9s", "");
      }
      if (i < kOpenCv && row[i] > 0 && (best == 0 || row[i] < best)) best = row[i];
    }
    const auto print_ratio = [](double dividend, double divisor) {
      if (dividend > 0 && divisor > 0) {
        std::printf("%9.2f", dividend / divisor);
      } else {
        std::printf("%9s", "");
      }
    };
    print_ratio(row[kOpenCv], best);
    print_ratio(best, memcpy_);
    std::puts("");
  }

  std::map<std::string, Row> rows_;
  double memcpy_ = 0;
};

bool has_option(const std::vector<char*>& arguments, std::string_view option) {
  for (const std::string_view argument : arguments) {
    if (argument.starts_with(option)) return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  std::string file = "--benchmark_out=kernels_bench.json";
  const bool lists = has_option(arguments, "--benchmark_list_tests");
  if (!lists && !has_option(arguments, "--benchmark_out=")) arguments.push_back(file.data());
  const bool other_format = has_option(arguments, "--benchmark_format");
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 1;
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(other_format || lists ? nullptr : &reporter);
  benchmark::Shutdown();
  return 0;
}

#include <tbb/version.h>

#include <cstdio>
#include <string>

#include "codecs/registry.hpp"
#include "kernels/simd/level.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

std::string level_names(bool supported_only) {
  std::string names;
  for (const SimdLevel level : compiled_simd_levels()) {
    if (supported_only && !is_supported(level)) continue;
    names += (names.empty() ? "" : " ") + std::string(to_string(level));
  }
  return names;
}

template <class Codecs>
std::string names_of(const Codecs& codecs) {
  std::string names;
  for (const auto& codec : codecs) names += (names.empty() ? "" : " ") + std::string(codec->name());
  return names;
}

ExitCode execute() {
  std::puts(version_text().c_str());
  const auto level = active_simd_level();
  return level ? ExitCode::done : complain(ExitCode::usage, level.error());
}

}  // namespace

std::string version_text() {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const auto level = active_simd_level();
  return std::string("tbbimg " TBBIMG_VERSION "\n") +                                             //
         "SIMD levels compiled:   " + level_names(false) + "\n" +                                 //
         "SIMD levels supported:  " + level_names(true) + "\n" +                                  //
         "SIMD level in use:      " + (level ? std::string(to_string(*level)) : "none") + "\n" +  //
         "formats read:           " + names_of(codecs.decoders()) + "\n" +                        //
         "formats written:        " + names_of(codecs.encoders()) + "\n" +                        //
         "oneTBB:                 " + TBB_runtime_version();
}

Subcommand add_version(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("version", "Versions, SIMD levels found and in use, formats");
  return {app, [](const std::vector<std::string>&) { return execute(); }};
}

}  // namespace tbbimg::tools

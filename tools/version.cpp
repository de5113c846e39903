#include <tbb/version.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>

#include "codecs/registry.hpp"
#include "kernels/simd/level.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

std::string name_of(SimdLevel level) { return std::string(to_string(level)); }

template <class Codec>
std::string name_of(const std::shared_ptr<const Codec>& codec) {
  return std::string(codec->name());
}

template <class Range>
std::string names_of(const Range& range) {
  std::string names;
  for (const auto& element : range) names += (names.empty() ? "" : " ") + name_of(element);
  return names;
}

// Of what is written, the formats that can hold something.
std::string names_of_holding(const CodecRegistry& codecs, bool FormatContents::*what) {
  std::string names;
  for (const auto& encoder : codecs.encoders()) {
    if (encoder->format().holds.*what) names += (names.empty() ? "" : " ") + name_of(encoder);
  }
  return names;
}

std::string left_out(const CodecRegistry& codecs) {
  std::string text;
  for (const FormatInfo* format : codecs.left_out()) {
    text += (text.empty() ? "" : ", ") + std::string(format->title) + " (needs " + std::string(format->library) + ")";
  }
  for (const FormatInfo* format : codecs.left_out_writers()) {
    text += (text.empty() ? "" : ", ") + std::string(format->title) + " outputs (needs " +
            std::string(format->writer_library) + ")";
  }
  return text.empty() ? "none" : text;
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
  return std::string("tbbimg " TBBIMG_VERSION "\n") +                                                   //
         "SIMD levels compiled:   " + names_of(compiled_simd_levels()) + "\n" +                         //
         "SIMD levels supported:  " + names_of(supported_simd_levels()) + "\n" +                        //
         "SIMD level in use:      " + (level ? std::string(to_string(*level)) : "none") + "\n" +        //
         "formats read:           " + names_of(codecs.decoders()) + "\n" +                              //
         "formats written:        " + names_of(codecs.encoders()) + "\n" +                              //
         "  with loss:            " + names_of_holding(codecs, &FormatContents::lossy) + "\n" +         //
         "  without loss:         " + names_of_holding(codecs, &FormatContents::lossless) + "\n" +      //
         "  animations:           " + names_of_holding(codecs, &FormatContents::frames) + "\n" +        //
         "  alpha:                " + names_of_holding(codecs, &FormatContents::alpha) + "\n" +         //
         "  16 bits a sample:     " + names_of_holding(codecs, &FormatContents::sixteen_bits) + "\n" +  //
         "  colour profiles:      " + names_of_holding(codecs, &FormatContents::profile) + "\n" +       //
         "formats left out:       " + left_out(codecs) + "\n" +                                         //
         "oneTBB:                 " + TBB_runtime_version();
}

Subcommand add_version(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "version", "", "Versions, SIMD levels found and in use, formats");
  return {app, [](const std::vector<std::string>&) { return execute(); }};
}

}  // namespace tbbimg::tools

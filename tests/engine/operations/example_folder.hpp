// Where the operations' examples can be made as they stand: a current folder with the files that they name.
#pragma once

#include <filesystem>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tbbimg::test {

class ExampleFolder {
 public:
  ExampleFolder() : before_(std::filesystem::current_path()) {
    Image logo = make_picture(40, 20, PixelFormat::rgba8);
    logo.view().row(0)[3] = 255;
    folder_.write("logo.png", encoded(logo, "png"));
    std::filesystem::current_path(folder_.path());
  }
  ExampleFolder(const ExampleFolder&) = delete;
  ExampleFolder& operator=(const ExampleFolder&) = delete;
  ~ExampleFolder() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
  TemporaryFolder folder_;
};

}  // namespace tbbimg::test

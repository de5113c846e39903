#include "tools/srcset/picture.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/watch/report/html_text.hpp"
#include "engine/watch/text/json.hpp"
#include "kernels/core/path.hpp"
#include "tools/one_image.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kPreviewRecipe =
    "[[variant]]\nname = 'tiny'\nops = ['thumbnail:16,linear=yes']\nformat = 'webp'\nquality = 40\n"
    "[[variant]]\nname = 'mean'\nops = ['flatten:white', 'resize:1x1,filter=box,linear=yes']\nformat = 'png'\n";

bool has_same_shape(Size a, Size b) noexcept {
  const double across = static_cast<double>(a.width) * b.height;
  const double along = static_cast<double>(b.width) * a.height;
  // Sides are whole pixels: one of a narrow output is more than 2 %.
  const double slack = std::max(0.02 * along, static_cast<double>(std::max(a.width, b.width)));
  return std::abs(across - along) <= slack;
}

// The last one is what browsers fall back to.
int place_of(std::string_view format) noexcept {
  constexpr std::array<std::string_view, 3> kLast = {"webp", "png", "jpeg"};
  return static_cast<int>(std::find(kLast.begin(), kLast.end(), format) - kLast.begin()) % 3;
}

const JournalOutput* widest(const JournalImage& image) noexcept {
  const auto found = std::max_element(image.outputs.begin(), image.outputs.end(), [](const auto& a, const auto& b) {
    return std::int64_t{a.size.width} * a.size.height < std::int64_t{b.size.width} * b.size.height;
  });
  return found != image.outputs.end() && found->size.width > 0 ? &*found : nullptr;
}

const JournalOutput& narrowest(const Picture& picture) {
  const JournalOutput* least = &picture.sources.front().files.front();
  for (const PictureSource& source : picture.sources) {
    if (source.files.front().size.width < least->size.width) least = &source.files.front();
  }
  return *least;
}

std::string srcset_of(const PictureSource& source, std::string_view prefix) {
  std::string text;
  for (const JournalOutput& file : source.files) {
    text += (text.empty() ? "" : ", ") + url_of(prefix, file.path) + " " + std::to_string(file.size.width) + "w";
  }
  return text;
}

std::string color_of(const std::vector<std::uint8_t>& png, const CodecRegistry& codecs) {
  const Decoder* const decoder = codecs.find_decoder(png);
  const auto decoded = decoder != nullptr ? decoder->decode(png, {}) : fail(ErrorCode::internal, "no PNG");
  if (!decoded) return {};
  const ConstImageView pixel = decoded->image.view();
  const bool is_gray = tbbimg::is_gray(pixel.format);
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", pixel.row(0)[0], pixel.row(0)[is_gray ? 0 : 1],
                pixel.row(0)[is_gray ? 0 : 2]);
  return text.data();
}

}  // namespace

Picture picture_of(const JournalImage& image, const CodecRegistry& codecs) {
  Picture picture{image.path, {}, {}, {}};
  const JournalOutput* const largest = widest(image);
  if (largest == nullptr) return picture;
  std::vector<std::pair<int, PictureSource>> sources;
  for (const JournalOutput& output : image.outputs) {
    const Encoder* const encoder = codecs.find_encoder(lower_extension(output.path));
    if (encoder == nullptr || !has_same_shape(output.size, largest->size)) continue;
    const std::string type = "image/" + std::string(encoder->name());
    auto source =
        std::find_if(sources.begin(), sources.end(), [&](const auto& each) { return each.second.type == type; });
    if (source == sources.end()) source = sources.insert(source, {place_of(encoder->name()), {type, {}}});
    source->second.files.push_back(output);
  }
  std::stable_sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [place, source] : sources) {
    std::stable_sort(source.files.begin(), source.files.end(),
                     [](const auto& a, const auto& b) { return a.size.width < b.size.width; });
    picture.sources.push_back(std::move(source));
  }
  return picture;
}

Result<Pipeline> preview_pipeline() {
  RunOptions options;
  options.threads = 1;
  options.io_threads = 1;
  options.has_limit_options = false;
  TBBIMG_ASSIGN_OR_RETURN(
      Recipe recipe, Recipe::parse_toml(kPreviewRecipe, "preview", {}, OperationRegistry::with_builtin_operations()));
  return Pipeline::create(std::move(recipe), options);
}

Status add_preview(Picture& picture, const Pipeline& pipeline, const std::string& output, const std::stop_token& stop) {
  const std::string path = output + "/" + narrowest(picture).path;
  TBBIMG_ASSIGN_OR_RETURN(Buffer bytes, read_file(path, Limits{}.max_file_bytes, {}));
  OneFile source(path, std::move(bytes));
  TBBIMG_ASSIGN_OR_RETURN(const OneImage made, make_one(pipeline, source, {stop, stop}));
  for (const auto& [name, file] : made.files) {
    if (name.ends_with(".png")) {
      picture.color = color_of(file, pipeline.codecs());
    } else {
      picture.placeholder =
          "data:image/webp;base64," + base64({reinterpret_cast<const char*>(file.data()), file.size()});
    }
  }
  if (made.files.size() == 2) return {};
  return fail(
      {.code = ErrorCode::corrupt_data, .message = "cannot be read as an image", .stage = Stage::decode, .path = path});
}

std::string url_of(std::string_view prefix, std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";  // RFC 3986, 2.3, and what parts a path
  std::string url(prefix);
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || kPlain.find(c) != std::string_view::npos) {
      url += c;
      continue;
    }
    std::array<char, 4> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    url += escaped.data();
  }
  return url;
}

std::string picture_json(const Picture& picture, std::string_view prefix) {
  using Json = nlohmann::ordered_json;
  Json sources = Json::array();
  for (const PictureSource& source : picture.sources) {
    sources.push_back({{"type", source.type}, {"srcset", srcset_of(source, prefix)}});
  }
  const JournalOutput& largest = picture.sources.back().files.back();
  return dumped({{"photo", path_json(picture.photo)},
                 {"src", url_of(prefix, largest.path)},
                 {"width", largest.size.width},
                 {"height", largest.size.height},
                 {"sources", std::move(sources)},
                 {"color", picture.color},
                 {"placeholder", picture.placeholder}});
}

std::string picture_html(const Picture& picture, std::string_view prefix, std::string_view sizes) {
  std::string page = "<picture>\n";
  for (std::size_t i = 0; i + 1 < picture.sources.size(); ++i) {
    page += "  <source type=\"" + picture.sources[i].type + "\" srcset=\"" + srcset_of(picture.sources[i], prefix) +
            "\" sizes=\"" + html(sizes) + "\">\n";
  }
  const PictureSource& last = picture.sources.back();
  const JournalOutput& largest = last.files.back();
  page += "  <img src=\"" + url_of(prefix, largest.path) + "\" srcset=\"" + srcset_of(last, prefix) + "\" sizes=\"" +
          html(sizes) + "\" width=\"" + std::to_string(largest.size.width) + "\" height=\"" +
          std::to_string(largest.size.height) + "\" alt=\"\" loading=\"lazy\" decoding=\"async\"";
  if (!picture.placeholder.empty()) {
    page += " style=\"background: " + picture.color + " url(" + picture.placeholder + ") center / cover\"";
  }
  return page + ">\n</picture>\n";
}

}  // namespace tbbimg::tools

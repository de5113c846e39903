#include "codecs/pnm/pnm_decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/pnm/detail/pnm_words.hpp"
#include "kernels/core/checked_math.hpp"

namespace tbbimg {
namespace {

// netpbm.sourceforge.net/doc: pbm(5), pgm(5), ppm(5), pam(5), pfm(5).
struct PnmHeader {
  enum class Samples : std::uint8_t { plain, raw, bits, plain_bits, floats } samples = Samples::raw;
  Size size;
  int channels = 3;
  std::uint32_t max_value = 255;
  bool black_is_one = false;
  bool big_endian_floats = false;
  std::uint64_t pixels_at = 0;

  [[nodiscard]] bool is_deep() const noexcept { return max_value > 255; }
  /// Of samples that are not plain.
  [[nodiscard]] std::optional<std::size_t> row_bytes() const noexcept {
    const auto count = checked_multiply(static_cast<std::size_t>(size.width), static_cast<std::size_t>(channels));
    if (!count) return std::nullopt;
    if (samples == Samples::bits) return *count / 8 + (*count % 8 != 0 ? 1 : 0);
    return checked_multiply(*count, samples == Samples::floats ? 4U : is_deep() ? 2U : 1U);
  }
  [[nodiscard]] PixelFormat format() const noexcept {
    return static_cast<PixelFormat>(channels - 1 + (is_deep() ? 4 : 0));
  }
};

tl::unexpected<Error> pnm_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the PNM is cut short: it ends before its last pixel does; copy it again from its source");
}

tl::unexpected<Error> pnm_damaged(const std::string& what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the PNM is damaged (" + what + "); copy it again from its source");
}

Result<std::uint32_t> number_of(std::string_view word, const char* what, std::uint32_t most) {
  if (word.empty()) return pnm_cut_short();
  std::uint32_t value = 0;
  const char* const end = word.data() + word.size();
  const auto parsed = std::from_chars(word.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || value > most) {
    return pnm_damaged(std::string(what) + " is no number up to " + std::to_string(most));
  }
  return value;
}

constexpr std::uint32_t kMaxSide = std::numeric_limits<int>::max();

// The single white space behind the header; a file may end with that header.
Result<PnmHeader> ended(PnmHeader header, const detail::PnmWords& words) {
  header.pixels_at = words.position() + 1;
  return header;
}

Result<PnmHeader> read_classic(detail::FileBytes& file, int kind) {
  PnmHeader header;
  detail::PnmWords words(file, 2);
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t width, number_of(words.next(), "the width", kMaxSide));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t height, number_of(words.next(), "the height", kMaxSide));
  header.size = {static_cast<int>(width), static_cast<int>(height)};
  header.channels = kind == 3 || kind == 6 ? 3 : 1;
  if (kind == 1 || kind == 4) {
    header.max_value = 1;
    header.black_is_one = true;
    header.samples = kind == 1 ? PnmHeader::Samples::plain_bits : PnmHeader::Samples::bits;
    return ended(header, words);
  }
  TBBIMG_ASSIGN_OR_RETURN(header.max_value, number_of(words.next(), "the highest value", 65'535));
  if (header.max_value == 0) return pnm_damaged("the highest value is 0");
  header.samples = kind <= 3 ? PnmHeader::Samples::plain : PnmHeader::Samples::raw;
  return ended(header, words);
}

Result<PnmHeader> read_floats(detail::FileBytes& file, char kind) {
  PnmHeader header;
  detail::PnmWords words(file, 2);
  header.samples = PnmHeader::Samples::floats;
  header.channels = kind == 'F' ? 3 : 1;
  header.max_value = 65'535;
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t width, number_of(words.next(), "the width", kMaxSide));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t height, number_of(words.next(), "the height", kMaxSide));
  header.size = {static_cast<int>(width), static_cast<int>(height)};
  const std::string_view scale = words.next();
  if (scale.empty()) return pnm_cut_short();
  header.big_endian_floats = scale.front() != '-';
  return ended(header, words);
}

Result<PnmHeader> read_pam(detail::FileBytes& file) {
  PnmHeader header;
  header.channels = 0;
  header.max_value = 0;
  detail::PnmWords words(file, 2);
  for (;;) {
    const std::string word(words.next());
    if (word.empty()) return pnm_cut_short();
    if (word == "ENDHDR") break;
    if (word == "TUPLTYPE") {
      const std::string_view type = words.rest_of_line();
      const bool is_known = type.find("BLACKANDWHITE") != std::string_view::npos ||
                            type.find("GRAYSCALE") != std::string_view::npos ||
                            type.find("RGB") != std::string_view::npos;
      if (!is_known && type.find_first_not_of(" \t\r") != std::string_view::npos) {
        return fail(ErrorCode::unsupported, "the PAM holds no colours but" + std::string(type.substr(0, 40)));
      }
      continue;
    }
    const bool is_side = word == "WIDTH" || word == "HEIGHT";
    if (!is_side && word != "DEPTH" && word != "MAXVAL") return pnm_damaged("the header of a PAM has an unknown line");
    TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t value,
                            number_of(words.next(), "a value of the header", is_side ? kMaxSide : 65'535));
    if (word == "WIDTH") header.size.width = static_cast<int>(value);
    if (word == "HEIGHT") header.size.height = static_cast<int>(value);
    if (word == "DEPTH") header.channels = static_cast<int>(value);
    if (word == "MAXVAL") header.max_value = value;
  }
  if (header.max_value == 0) return pnm_damaged("the highest value is missing or 0");
  if (header.channels < 1 || header.channels > 4) {
    return fail(ErrorCode::unsupported, "the PAM has " + std::to_string(header.channels) +
                                            " channels; gray or RGB, with "
                                            "alpha or without, has 1 to 4");
  }
  return ended(header, words);
}

Result<PnmHeader> read_any_header(detail::FileBytes& file) {
  const auto signature = file.at(0, 2);
  if (signature.size() < 2) return pnm_cut_short();
  const auto kind = static_cast<char>(signature[1]);
  if (kind == '7') return read_pam(file);
  if (kind == 'F' || kind == 'f') return read_floats(file, kind);
  return read_classic(file, kind - '0');
}

Result<PnmHeader> read_header(detail::FileBytes& file) {
  auto header = read_any_header(file);
  if (file.failure()) return fail(*file.failure());
  return header;
}

ImageInfo describe(const PnmHeader& header) {
  ImageInfo info;
  info.format = kPnmFormat.name;
  info.stored_size = header.size;
  info.pixel_format = eight_bits(header.format());
  info.bits_per_sample =
      header.samples == PnmHeader::Samples::floats ? 32 : static_cast<int>(std::bit_width(header.max_value));
  info.model = header.channels < 3 ? ColorModel::gray : ColorModel::rgb;
  info.alpha_channel = has_alpha(header.format());
  return info;
}

class PnmReader final : public ImageReader {
 public:
  PnmReader(detail::FileBytes file, const PnmHeader& header, bool salvage, std::stop_token stop)
      : ImageReader(describe(header), {header.size, header.format()}),
        file_(std::move(file)),
        header_(header),
        salvage_(salvage),
        words_(file_, header.pixels_at),
        stop_(std::move(stop)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    if (!has_surplus_) return {};
    return {{DecodeWarningKind::surplus_data}};
  }

 private:
  using Samples = PnmHeader::Samples;

  [[nodiscard]] bool is_plain() const noexcept {
    return header_.samples == Samples::plain || header_.samples == Samples::plain_bits;
  }

  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    if (is_plain()) return Frame{};
    const auto row = header_.row_bytes();
    const auto all = row ? checked_multiply(*row, static_cast<std::size_t>(header_.size.height)) : std::nullopt;
    if (!all || header_.pixels_at > file_.size()) return pnm_cut_short();
    has_surplus_ = file_.size() - header_.pixels_at > *all;
    if (!salvage_ && file_.size() - header_.pixels_at < *all) return pnm_cut_short();
    return Frame{};
  }

  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    constexpr int kRowsPerStop = 16;
    for (int y = 0; y < rows.height; ++y) {
      if (y % kRowsPerStop == 0 && stop_.stop_requested()) {
        return fail(ErrorCode::cancelled, "decoding was cancelled");
      }
      TBBIMG_RETURN_IF_ERROR(file_.checked(fill_row(rows.crop(0, y, {rows.width, 1}), first_row + y)));
    }
    return {};
  }

  [[nodiscard]] Status finish_file() override {
    if (!is_plain() || rows_left() > 0) return {};
    words_.skip_space();
    has_surplus_ = words_.peek() != detail::PnmWords::kEnd;
    return file_.checked({});
  }

  [[nodiscard]] Status fill_row(ImageView row, int y) {
    const std::size_t samples = static_cast<std::size_t>(row.width) * static_cast<std::size_t>(header_.channels);
    const bool from_bottom = header_.samples == Samples::floats;
    const auto index = static_cast<std::size_t>(from_bottom ? header_.size.height - 1 - y : y);
    std::span<const std::uint8_t> stored;
    if (!is_plain()) {
      const std::size_t row_bytes = header_.row_bytes().value_or(0);
      stored = file_.at(header_.pixels_at + std::uint64_t{index} * row_bytes, row_bytes);
      if (stored.size() < row_bytes) return pnm_cut_short();
    }
    for (std::size_t i = 0; i < samples; ++i) {
      TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t value, sample(stored.data(), i));
      if (value > header_.max_value) return pnm_damaged("a sample is above the highest value");
      put(row.data, i, header_.black_is_one ? 1 - value : value);
    }
    return {};
  }

  [[nodiscard]] Result<std::uint32_t> sample(const std::uint8_t* row, std::size_t i) {
    switch (header_.samples) {
      case Samples::bits: return row[i / 8] >> (7 - i % 8) & 1U;
      case Samples::raw:
        return header_.is_deep() ? std::uint32_t{row[2 * i]} << 8U | row[2 * i + 1] : std::uint32_t{row[i]};
      case Samples::floats: return float_sample(row + 4 * i);
      case Samples::plain: return number_of(words_.next(), "a sample", 65'535);
      case Samples::plain_bits: break;
    }
    const auto letter = words_.next_letter();
    if (!letter) return pnm_cut_short();
    if (*letter != '0' && *letter != '1') return pnm_damaged("a bit is neither 0 nor 1");
    return std::uint32_t{*letter} - '0';
  }

  // From 0 to 1, as netpbm's pfmtopam has it; what is no number is black.
  [[nodiscard]] std::uint32_t float_sample(const std::uint8_t* bytes) const noexcept {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) bits = bits << 8U | bytes[header_.big_endian_floats ? i : 3 - i];
    const auto value = std::bit_cast<float>(bits);
    return std::isnan(value) ? 0 : static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 65'535));
  }

  // Stretched to the full range, rounded.
  void put(std::uint8_t* row, std::size_t i, std::uint32_t value) const noexcept {
    const std::uint32_t most = header_.is_deep() ? 65'535 : 255;
    if (most != header_.max_value) {
      value = static_cast<std::uint32_t>((std::uint64_t{value} * most + header_.max_value / 2) / header_.max_value);
    }
    if (header_.is_deep()) {
      const auto sample = static_cast<std::uint16_t>(value);
      std::memcpy(row + 2 * i, &sample, 2);
    } else {
      row[i] = static_cast<std::uint8_t>(value);
    }
  }

  detail::FileBytes file_;
  PnmHeader header_;
  bool salvage_;
  detail::PnmWords words_;
  std::stop_token stop_;
  bool has_surplus_ = false;
};

Result<std::unique_ptr<ImageReader>> open_pnm(detail::FileBytes file, const DecodeOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(const PnmHeader header, read_header(file));
  return std::make_unique<PnmReader>(std::move(file), header, options.salvage, options.stop);
}

}  // namespace

// "P6" begins many a text: a number must follow, of a PAM the end of the line.
bool PnmDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  if (head.size() < 4 || head[0] != 'P' || !detail::is_pnm_space(head[2])) {
    if (head.size() < 4 || head[0] != 'P' || head[2] != '#') return false;
  }
  if (head[1] == '7') return head[2] == '\n';
  if (!(head[1] >= '1' && head[1] <= '6') && head[1] != 'F' && head[1] != 'f') return false;
  detail::FileBytes bytes(head);
  detail::PnmWords words(bytes, 2);
  words.skip_space();
  const int next = words.peek();
  return next == detail::PnmWords::kEnd || (next >= '0' && next <= '9');
}

Result<ImageInfo> PnmDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  detail::FileBytes bytes(file);
  TBBIMG_ASSIGN_OR_RETURN(const PnmHeader header, read_header(bytes));
  return describe(header);
}

Result<ImageInfo> PnmDecoder::probe_parts(const ByteSource& file, const PictureChoice& /*choice*/) const {
  detail::FileBytes bytes(file);
  TBBIMG_ASSIGN_OR_RETURN(const PnmHeader header, read_header(bytes));
  ImageInfo info = describe(header);
  info.part_bytes = std::max<std::uint64_t>(detail::FileBytes::kBlockBytes, header.row_bytes().value_or(0));
  return info;
}

DecodeCost PnmDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  return {{info.stored_size, info.pixel_format}, 8192 + (info.bits_per_sample > 8 ? 8 * width : 0), true};
}

Result<std::unique_ptr<ImageReader>> PnmDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  return open_pnm(detail::FileBytes(file), options);
}

Result<std::unique_ptr<ImageReader>> PnmDecoder::open_parts_reader(const ByteSource& file,
                                                                   const DecodeOptions& options) const {
  return open_pnm(detail::FileBytes(file), options);
}

}  // namespace tbbimg

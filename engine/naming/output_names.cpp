#include "engine/naming/output_names.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/files/output_name.hpp"
#include "engine/io/case_folding.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

// The size of a variant's output; {0, 0} if an operation refuses the image, which then fails on its own.
Size output_size(const std::vector<std::shared_ptr<const Operation>>& operations, const ImageInfo& info) {
  ImageShape shape{info.upright_size(), info.pixel_format};
  for (const auto& operation : operations) {
    const auto next = operation->output_shape(shape);
    if (!next) return {};
    shape = *next;
  }
  return shape.size;
}

void mark_bad_names(std::vector<OutputName>& outputs, const std::string& path) {
  for (OutputName& output : outputs) {
    Status status = check_output_name(output.name);
    if (status) continue;
    output.error = std::move(status).error();
    output.error->stage = Stage::transform;
    output.error->path = path;
  }
}

bool names_size(const NameTemplate& name_template) noexcept {
  return name_template.has(Placeholder::width) || name_template.has(Placeholder::height);
}

std::string quoted(const std::string& variant) { return variant.empty() ? "without a name" : "'" + variant + "'"; }

}  // namespace

Result<OutputNames> OutputNames::create(const Recipe& recipe, std::string_view default_template,
                                        const CodecRegistry& codecs, bool ignore_case) {
  OutputNames names;
  names.ignore_case_ = ignore_case;
  for (const auto& decoder : codecs.decoders()) {
    const Encoder* encoder = codecs.find_encoder_for_source(decoder->name());
    if (encoder != nullptr) names.formats_.push_back({&decoder->format(), &encoder->format()});
  }
  for (const Variant& variant : recipe.variants()) {
    const std::string_view text = variant.name_template.empty() ? default_template : variant.name_template;
    TBBIMG_ASSIGN_OR_RETURN(NameTemplate name_template, NameTemplate::parse(text));
    const bool size_is_open = std::any_of(variant.operations.begin(), variant.operations.end(),
                                          [](const auto& operation) { return operation->size_depends_on_pixels(); });
    if (size_is_open && names_size(name_template)) {
      return fail(ErrorCode::invalid_recipe,
                  "the name template '" + std::string(text) + "' holds {width} or {height}, and those of the variant " +
                      quoted(variant.name) + " are known only from its pixels (trim); name it without them");
    }
    const Encoder* encoder = codecs.find_encoder(variant.format);
    names.need_format_ = names.need_format_ || encoder == nullptr;
    names.hold_header_ = names.hold_header_ || name_template.needs_header();
    names.need_header_ = names.need_header_ || name_template.needs_header() || !variant.when.says_nothing();
    names.keep_folders_apart_ = names.keep_folders_apart_ && name_template.keeps_folders_apart();
    names.namings_.push_back({std::move(name_template), variant.name,
                              encoder != nullptr ? std::string(encoder->extension()) : std::string(), variant.when,
                              variant.operations});
  }
  TBBIMG_RETURN_IF_ERROR(names.check_variants_differ());
  return names;
}

// Names without anything of the header that are the same for one image are the same for each. Whether those with it
// differ is known image by image: thumbnails of 800 and 1600 pixels have one width if the image is smaller.
Status OutputNames::check_variants_differ() const {
  SourceItem any;
  any.file_name = "stem";
  auto outputs = without_header(any, "source format");
  mark_collisions(outputs, {});
  for (const OutputName& output : outputs) {
    const Naming& naming = namings_[output.variant];
    if (!output.error || naming.name_template.needs_header()) continue;
    if (output.error->code != ErrorCode::name_collision) return fail(*output.error);
    return fail(ErrorCode::name_collision, "the name template cannot tell the variant " + quoted(naming.variant) +
                                               " from the others; put {variant} into it");
  }
  return {};
}

// As the source's name has it, if that is one of the output's format: "JPG", "jpeg".
std::string_view OutputNames::own_extension(const SourceItem& item, std::string_view format) const {
  const auto known =
      std::find_if(formats_.begin(), formats_.end(), [format](const auto& each) { return each.read->name == format; });
  if (known == formats_.end()) return format;
  const auto extensions = known->written->extensions;
  const bool is_right =
      std::find(extensions.begin(), extensions.end(), lower_extension(item.file_name)) != extensions.end();
  return is_right ? extension_of(item.file_name) : extensions.front();
}

ImageFacts OutputNames::facts_of(const Naming& naming, const SourceItem& item, std::string_view format) const {
  ImageFacts facts;
  facts.directory = item.directory;
  facts.stem = item.stem();
  facts.index = item.index;
  facts.variant = naming.variant;
  facts.extension = naming.extension;
  facts.source_extension = extension_of(item.file_name);
  if (naming.extension.empty()) facts.extension = own_extension(item, format);
  return facts;
}

void OutputNames::mark_collisions(std::vector<OutputName>& outputs, const std::string& path) const {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const auto first = std::find_if(
        outputs.begin(), output, [&](const OutputName& other) { return key_of(other.name) == key_of(output->name); });
    if (first == output) continue;
    output->error =
        Error{.code = ErrorCode::name_collision,
              .message = "the variant " + quoted(namings_[output->variant].variant) + " would give the output " +
                         output->name + ", as the variant " + quoted(namings_[first->variant].variant) +
                         " does; put {variant} into its template, or say with `when` which images it is for",
              .stage = Stage::transform,
              .path = path};
  }
}

std::optional<std::string> OutputNames::name_to_look_for(const OutputName& output, const SourceItem& item) const {
  if (!output.hash) return output.name;
  const auto known = std::find_if(item.known_outputs.begin(), item.known_outputs.end(), [&](const KnownOutput& each) {
    return each.variant == namings_[output.variant].variant && output.hash->fits(output.name, each.name);
  });
  return known != item.known_outputs.end() ? std::optional(known->name) : std::nullopt;
}

std::string OutputNames::key_of(const std::string& name) const { return ignore_case_ ? case_folded(name) : name; }

std::vector<OutputName> OutputNames::of(const SourceItem& item, std::string_view format, const ImageInfo& info) const {
  std::vector<OutputName> outputs;
  for (std::size_t i = 0; i < namings_.size(); ++i) {
    const Naming& naming = namings_[i];
    if (!naming.when.holds(info.upright_size(), format)) continue;
    ImageFacts facts = facts_of(naming, item, format);
    facts.date = info.exif.date;
    if (names_size(naming.name_template)) facts.size = output_size(naming.operations, info);
    auto [name, hash] = naming.name_template.expand_openly(facts, true);
    outputs.push_back({i, std::move(name), hash, std::nullopt});
  }
  mark_collisions(outputs, item.path);
  mark_bad_names(outputs, item.path);
  return outputs;
}

std::vector<OutputName> OutputNames::without_header(const SourceItem& item, std::string_view format) const {
  std::vector<OutputName> outputs;
  for (std::size_t i = 0; i < namings_.size(); ++i) {
    const ImageFacts facts = facts_of(namings_[i], item, format);
    auto [name, hash] = namings_[i].name_template.expand_openly(facts, false);
    outputs.push_back({i, std::move(name), hash, std::nullopt});
  }
  mark_bad_names(outputs, item.path);
  return outputs;
}

}  // namespace tbbimg

// SPDX-License-Identifier: MIT
//
// JSON that is well-formed, almost so, or far too much of one thing; and headers, configurations and options.
#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

/// An object of 20,000 names.
std::string names_of_many() {
  std::string names = "{\"k\":0";
  for (int i = 0; i < 20'000; ++i) names += ",\"" + std::to_string(i) + "\":1";
  return names + "}";
}

std::string many_options() {
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "a" + std::to_string(i) + "=1\n";
  return lines;
}

}  // namespace

seeds hostile_json() {
  const auto deep = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  return {
      {"empty", ""},
      {"byte_order_mark", "\xEF\xBB\xBF{\"a\": 1}"},
      {"deep", deep(64)},
      {"deeper", deep(65)},
      {"deep_objects", repeated("{\"a\":", 70) + "1" + std::string(70, '}')},
      {"never_closed", std::string(3000, '[')},
      {"name_twice", R"({"a": 1, "a": 2})"},
      {"name_twice_controls", R"({"\u001b[2J": 1, "\u001b[2J": 2})"},
      {"control_characters", "{\"a\": \"\x1b[31m\"}"},
      {"escaped_controls", R"({"name": "\u001b]0;\u0007\u009b\u202e\u0000\u007f"})"},
      {"no_utf8", "{\"\xff\xfe\": \"\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80\"}"},
      {"lone_surrogate", R"({"a": "\ud800", "b": "\udc00\ud800"})"},
      {"huge_numbers", R"([18446744073709551615, 18446744073709551616, -9223372036854775809, 1e308])"},
      {"endless_number", "[1e400]"},
      {"whole_numbers", "[1.0, 1e0, -0, -0.0, 10E-1, 2.50e1, 1.5, 9223372036854775807.0, 1e19, 1e-400]"},
      {"exponents",
       "[0e99999999999999999999, 1e-99999999999999999999, 0.0000000001e+10, 1E-9223372036854775808]"},
      {"many_digits", "[0." + std::string(2000, '1') + "]"},
      {"nul", std::string{"{\"a\0b\": 1}\0", 11}},
      {"trailing", "{} {}"},
      {"many_numbers", "[1" + repeated(",1", 66'000) + "]", true},
      {"many_empty_lists", "[[]" + repeated(",[]", 66'000) + "]", true},
      {"many_empty_objects", "[{}" + repeated(",{}", 66'000) + "]", true},
      {"many_texts", "[\"\"" + repeated(",\"\"", 66'000) + "]", true},
      {"many_names", names_of_many(), true},
      {"long_name", "{\"" + std::string(100'000, 'n') + "\":1}", true},
      {"long_name_twice", "{\"" + repeated("n", 50'000) + "\":1,\"" + repeated("n", 50'000) + "\":2}", true},
      {"long_name_of_many", "{\"" + std::string(50'000, 'n') + "\":" + names_of_many() + "}", true},
      {"never_closed_far", std::string(300'000, '['), true},
      {"never_closed_objects", repeated("{\"\":", 100'000), true},
      {"long_escapes", "{\"" + repeated("\\u0001", 20'000) + "\":1}", true},
  };
}

seeds json_seeds() {
  seeds all = hostile_json();
  all.push_back({"small", R"({"a": [1, 2.5, -3, true, null, "text\n\u00e9"], "b": {"c": []}})"});
  all.push_back({"mini", file_of_tree("examples/mini/model/config.json")});
  return all;
}

seeds safetensors_header_seeds() {
  seeds all = hostile_json();
  const auto one = [](const std::string& fields, std::size_t data) {
    return "{\"a\":{" + fields + "}}" + '\0' + std::string(data, 'x');
  };
  const auto shaped = [&](const std::string& dtype, const std::string& shape, const std::string& offsets,
                          std::size_t data) {
    return one("\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets, data);
  };
  all.push_back({"one", shaped("F32", "[2,1]", "[0,8]", 8)});
  all.push_back({"scalar", shaped("F16", "[]", "[0,2]", 2)});
  all.push_back(
      {"metadata", "{\"__metadata__\":{\"format\":\"pt\",\"\\u001b\":\"\"}}" + std::string(1, '\0')});
  all.push_back({"no_elements", shaped("F32", "[0,4611686018427387904,4611686018427387904]", "[0,0]", 0)});
  all.push_back({"largest_axis", shaped("U8", "[9223372036854775807,0]", "[0,0]", 0)});
  all.push_back({"product", shaped("F32", "[4294967296,4294967296]", "[0,0]", 0)});
  all.push_back({"beyond", shaped("F32", "[1]", "[4,8]", 4)});
  all.push_back({"backwards", shaped("F32", "[1]", "[4,0]", 4)});
  all.push_back({"offset_huge", shaped("U8", "[1]", "[9223372036854775807,9223372036854775808]", 1)});
  all.push_back({"unknown_type", shaped("\\u001b[31m", "[1]", "[0,1]", 1)});
  all.push_back({"controls", R"({"\u001b[2J":{"dtype":"F32","shape":[1],"data_offsets":[0,0]}})"});
  all.push_back({"field_twice", one("\"dtype\":\"F32\",\"dtype\":\"F32\"", 0)});
  std::string tensors = "{";
  for (int i = 0; i < 3000; ++i) {
    tensors += (i > 0 ? ",\"" : "\"") + std::to_string(i) +
               "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
  }
  all.push_back({"many_tensors", tensors + "}", true});
  all.push_back({"many_axes", shaped("U8", "[1" + repeated(",1", 50'000) + "]", "[0,1]", 1), true});
  std::string metadata = "{\"__metadata__\":{\"k\":\"\"";
  for (int i = 0; i < 20'000; ++i) metadata += ",\"" + std::to_string(i) + "\":\"\"";
  all.push_back({"many_metadata", metadata + "}}", true});
  return all;
}

seeds config_seeds() {
  seeds all = hostile_json();
  all.push_back({"mini", file_of_tree("examples/mini/model/config.json")});
  all.push_back({"mini_preprocessor", file_of_tree("examples/mini/model/preprocessor_config.json")});
  all.push_back({"defaults", R"({"model_type": "clip"})"});
  all.push_back({"type_controls", R"({"model_type": "\u001b[31mred\u202e"})"});
  all.push_back(
      {"sizes",
       R"({"model_type": "clip", "vision_config": {"image_size": {"height": 64, "width": 64}, )"
       R"("patch_size": [8, 8], "num_hidden_layers": 2}, "text_config": {"num_hidden_layers": 2}})"});
  all.push_back({"largest", R"({"model_type": "clip", "projection_dim": 4294967296, "vision_config": )"
                            R"({"hidden_size": 65536, "num_hidden_layers": 1024}})"});
  all.push_back({"open_clip",
                 R"({"model_cfg": {"embed_dim": 512, "quick_gelu": true, "vision_cfg": {"image_size": 224, )"
                 R"("layers": 12, "width": 768, "patch_size": 16}, "text_cfg": {"heads": 8}}, )"
                 R"("preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}})"});
  all.push_back({"processor",
                 R"({"processor_class": "CLIPProcessor", "image_processor": {"image_processor_type": )"
                 R"("CLIPImageProcessor", "size": {"shortest_edge": 256}, "crop_size": 224, "resample": 2, )"
                 R"("do_rescale": false, "do_normalize": null, "image_mean": 0.5}})"});
  all.push_back({"processor_squash",
                 R"({"size": {"height": 224, "width": 256}, "crop_size": {"height": 224, "width": 224}, )"
                 R"("resample": 0, "rescale_factor": 0.0078, "do_convert_rgb": false, "do_pad": true})"});
  all.push_back({"processor_longest",
                 R"({"size": {"longest_edge": 224}, "crop_size": [224, 224], "sdkt_resize_mode": "longest", )"
                 R"("sdkt_fill_color": [1, 2, 3], "sdkt_center_crop": "open_clip", "resample": 1})"});
  all.push_back({"processor_as_it_is", R"({"do_resize": false, "crop_size": 224, "do_normalize": false})"});
  all.push_back({"preprocess_cfg",
                 R"({"size": 224, "mode": "RGB", "mean": 0.5, "std": [0.5, 0.5, 0.5], )"
                 R"("interpolation": "random", "resize_mode": "longest", "fill_color": 128})"});
  std::string arrays = "{\"k\":0";
  for (int i = 0; i < 4000; ++i) arrays += ",\"" + std::to_string(i) + "\":[1,1,1,1]";
  all.push_back({"many_arrays", arrays + "}", true});
  const std::string four = "[1,1,1,1]";
  std::string nested = four;
  for (int level = 0; level < 7; ++level) nested = "[" + nested + repeated("," + nested, 3) + "]";
  all.push_back({"nested_arrays", "{\"" + std::string(180, 'n') + "\":" + nested + "}", true});
  all.push_back({"nested_name", "{\"" + std::string(190, 'n') + "\":" + names_of_many() + "}", true});
  return all;
}

seeds toml_seeds() {
  const auto dotted = [](std::size_t parts) { return "a" + repeated(".a", parts); };
  return {
      {"options", "# options\nlr = 1e-4\ntasks = [\"a.json\", 'b.json']\nresume = true\nsteps = 3\n"},
      {"texts", "a = \"\"\"two\nlines\"\"\"\nb = '''x'''\nc = \"\\u00e9 \\\" {\"\nd = '{'\n"},
      {"quotes", "a = [\"\"\"x\"\"\"\"\", \"{\"]\n"},
      {"quotes_hide_a_table", "a = [\"\"\"x\"\"\"\", {" + dotted(300) + " = 1}]\n"},
      {"table", "[a]\nb = 1\n"},
      {"inline_table", "a = {b = 1}\n"},
      {"arrays", "a = " + std::string(300, '[') + std::string(300, ']') + "\n"},
      {"dotted", dotted(90) + " = 1\n"},
      {"dotted_more", dotted(200) + " = 1\n"},
      {"control_characters", "a = \"\x1b[31m\"\n"},
      {"escaped_controls", "a = \"\\u001b[31m\\u0000\"\n\"\\u001b\" = 1\n"},
      {"no_utf8", "a = \"\xff\xfe\"\n"},
      {"name_twice", "a = 1\na = 2\n"},
      {"name_with_spaces", "\"a b\" = 1\n\"\" = 2\n"},
      {"huge_numbers", "a = 9223372036854775808\nb = 1e999\n"},
      {"other_values", "a = 1979-05-27T07:32:00Z\nb = inf\nc = nan\nd = 0xff\n"},
      {"broken", "a = [\n"},
      {"broken_text", "a = \"never closed\n"},
      {"empty", ""},
      {"dotted_far", "[" + dotted(400'000) + "]\n", true},
      {"dotted_key_far", dotted(400'000) + " = 1\n", true},
      {"dotted_quoted_far", "\"\"" + repeated(".\"\"", 300'000) + " = 1\n", true},
      {"many_options", many_options(), true},
      {"many_numbers", "a = [1" + repeated(",1", 50'000) + "]\n", true},
      {"many_tables", repeated("[[a]]\n", 10'000), true},
  };
}

}  // namespace sdkt_fuzz

// SPDX-License-Identifier: MIT
//
// Vocabularies in each of their forms, texts, and files that only pretend to be one.
#include <cstdint>

#include <nlohmann/json.hpp>

#include "../../unit/clip/tokenizer/tokenizer_files.hpp"
#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

/// A vocab.json of some merges, with one more member.
std::string vocabulary_with(const std::string& token, const nlohmann::json& id) {
  nlohmann::json ids = numbered(small_merges());
  ids[token] = id;
  return ids.dump();
}

/// Merges of two bytes each, as many as there may be.
std::string many_merges() {
  std::string text;
  for (unsigned left = 0x21; left < 0x7F; ++left) {
    for (unsigned right = 0x21; right < 0x7F; ++right) {
      text += {static_cast<char>(left), ' ', static_cast<char>(right), '\n'};
    }
  }
  return text;
}

}  // namespace

seeds vocabulary_seeds() {
  const std::string vocab = numbered(small_merges()).dump();
  const std::string merges = merge_lines(small_merges());
  const auto both = [](const std::string& json, const std::string& lines) { return json + '\0' + lines; };
  seeds all = hostile_json();
  all.push_back({"small", both(vocab, "#version: 0.2\n" + merges)});
  all.push_back({"without_merges", both(vocab, "")});
  all.push_back({"id_twice", both(vocabulary_with("dog", 3), "\n")});
  all.push_back({"id_huge", both(vocabulary_with("dog", 2147483648U), "\n")});
  all.push_back({"id_largest", both(vocabulary_with("dog", 2147483647), "\n")});
  all.push_back({"id_negative", both(vocabulary_with("dog", -1), "\n")});
  all.push_back({"id_text", both(vocabulary_with("\x1b[2J", "x"), "\n")});
  all.push_back({"merge_controls", both(vocab, "\x1b[31m \x1b[2J\n")});
  all.push_back({"merge_no_utf8", both(vocab, "\xff \xfe\n")});
  all.push_back({"merge_twice", both(vocab, merges + "d o\n")});
  all.push_back({"merge_of_three", both(vocab, "d o g\n")});
  all.push_back({"merge_special", both(vocab, "<|endof text|>\n")});
  all.push_back(
      {"mini",
       both(file_of_tree("examples/mini/model/vocab.json"), file_of_tree("examples/mini/model/merges.txt")),
       true});
  all.push_back({"many_merges", both(vocab, repeated("d o\n", 66'000)), true});
  nlohmann::json tokens = numbered(small_merges());
  for (int id = 1000; id < 21'000; ++id) tokens[std::to_string(id)] = id;
  all.push_back({"many_tokens", both(tokens.dump(), merges), true});
  return all;
}

seeds tokenizer_json_seeds() {
  const auto whole = [](const std::string& vocab, const std::string& merges, const std::string& added) {
    return R"({"version": "1.0", "added_tokens": [)" + added + R"(], "model": {"type": "BPE", "vocab": )" +
           vocab + R"(, "merges": [)" + merges + "]}}";
  };
  const std::string vocab = numbered(small_merges()).dump();
  const std::string added = R"({"id": 519, "content": "<|endoftext|>", "special": true})";
  seeds all = hostile_json();
  all.push_back({"pairs", whole(vocab, R"(["d", "o"], ["do", "g</w>"])", added)});
  all.push_back({"lines", whole(vocab, R"("d o", "do g</w>")", added)});
  all.push_back({"added_without_content", whole("{}", "", R"({"id": 3})")});
  all.push_back({"merge_of_three", whole("{}", R"(["a", "b", "c"])", "")});
  all.push_back({"merge_controls", whole("{}", R"("\u001b[2J\u202e")", "")});
  all.push_back({"merges_object", R"({"model": {"vocab": {}, "merges": {"a": "b"}}})"});
  all.push_back({"vocab_array", R"({"model": {"vocab": ["a"]}})"});
  all.push_back({"added_nested", R"({"added_tokens": [{"id": [1], "content": {"a": 1}}]})"});
  all.push_back(
      {"deep_elsewhere", "{\"a\": " + std::string(60'000, '[') + std::string(60'000, ']') + "}", true});
  all.push_back({"many_merges", whole("{}", "\"d o\"" + repeated(",\"d o\"", 33'000), ""), true});
  return all;
}

seeds merges_seeds() {
  const std::string merges = merge_lines(small_merges());
  seeds all{
      {"small", "#version: 0.2\n" + merges},
      {"carriage_returns", "d o\r\ndo g</w>\r\n\r\n"},
      {"packed", packed(merges)},
      {"packed_nothing", packed("")},
      {"packed_and_more", packed(merges) + "more"},
      {"twice", "d o\nd o\n"},
      {"no_space", "dog\n"},
      {"unknown", "zz yy\n"},
      {"controls", "\x1b[31m x y\n"},
      {"no_utf8", "\xff\xfe \xc3\n"},
      {"special", "<|startoftext |>\n"},
      {"empty", ""},
      {"openai", many_merges().substr(0, 3000)},
  };
  all.push_back({"many", many_merges(), true});
  all.push_back({"many_twice", repeated("d o\n", 33'000), true});
  all.push_back({"long_line", std::string(200'000, 'a') + " b\n", true});
  all.push_back({"packed_bomb", packed(std::string(std::size_t{1} << 20, '\n')), true});
  return all;
}

seeds text_seeds() {
  std::string marks = "a";
  for (int i = 0; i < 3000; ++i) marks += i % 2 == 0 ? "\xCC\x81" : "\xCC\xA3";
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  return {
      {"prompt", "a photo of a dog."},
      {"special", "<|startoftext|> it's <|endoftext|>the dogs'll<|"},
      {"accents", "cafe\xCC\x81 CAF\xC3\x89 \xC4\xB0\xEA\xB0\x80\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"},
      {"no_utf8", "\xff\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82"},
      {"every_byte", every_byte},
      {"empty", ""},
      {"many_marks", marks, true},
      {"long_word", std::string(100'000, 'o'), true},
      {"many_words", repeated("dog 7 ", 20'000), true},
      {"many_decomposed", repeated("\xE1\xBE\x82", 30'000), true},
      {"captions", file_of_tree("examples/mini/tasks/captions.txt", 1000)},
  };
}

}  // namespace sdkt_fuzz

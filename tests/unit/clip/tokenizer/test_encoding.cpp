// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "tokenizer_files.hpp"
#include <sdkt/clip/tokenizer/vocabulary_files.hpp>

using sdkt::clip::tokenizer;

namespace {

const tokenizer& mini() {
  static const tokenizer tokens = tokenizer::load(SDKT_SOURCE_DIR "/examples/mini/model");
  return tokens;
}

std::string random_text(std::mt19937& random, int characters) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789   .,!?'-éß漢";
  std::string text;
  for (int i = 0; i < characters; ++i) text.push_back(letters[random() % letters.size()]);
  return text;
}

/// Byte pair encoding as its definition says, one merge over the whole word at a time.
token_ids encode_slowly(const sdkt::clip::vocabulary& words, std::string_view bytes) {
  token_ids ids;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    ids.push_back(i + 1 == bytes.size() ? words.final_symbols[byte] : words.inner_symbols[byte]);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& merge : words.merges) {
      for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        if (ids[i] != merge.left || ids[i + 1] != merge.right) continue;
        ids[i] = merge.whole;
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        changed = true;
      }
      if (changed) break;
    }
  }
  return ids;
}

}  // namespace

TEST_CASE("An empty text and white space have no ids") {
  for (const char* text : {"", " ", "\t\n\r\f\v", "\xC2\xA0", "\xE3\x80\x80", " \xE2\x80\x83 "}) {
    CHECK(mini().encode(text).empty());
  }
}

TEST_CASE("A text stands between start and end and is padded with 0") {
  const token_ids words = mini().encode("a photo of a dog.");
  const token_ids ids = mini()("a photo of a dog.", 24);
  REQUIRE(ids.size() == 24);
  CHECK(ids[0] == 1512);
  CHECK(std::equal(words.begin(), words.end(), ids.begin() + 1));
  CHECK(ids[words.size() + 1] == 1513);
  CHECK(std::all_of(ids.begin() + static_cast<std::ptrdiff_t>(words.size()) + 2, ids.end(),
                    [](std::int32_t id) { return id == 0; }));
}

TEST_CASE("A text that is too long is cut and still closed by the end") {
  const std::string text = "a photo of a dog and of a cat and of a bird";
  const token_ids words = mini().encode(text);
  for (std::size_t length = 2; length < words.size() + 4; ++length) {
    const token_ids ids = mini()(text, length);
    REQUIRE(ids.size() == length);
    const std::size_t kept = std::min(words.size(), length - 2);
    CHECK(ids.front() == mini().start_id());
    CHECK(std::equal(ids.begin() + 1, ids.begin() + 1 + static_cast<std::ptrdiff_t>(kept), words.begin()));
    CHECK(ids[kept + 1] == mini().end_id());
  }
}

TEST_CASE("The first largest id is where the text ends, whatever the text") {
  std::mt19937 random{5};
  for (int seed = 0; seed < 300; ++seed) {
    const std::string text = random_text(random, 40) + (seed % 3 == 0 ? "<|endoftext|> more" : "");
    const token_ids ids = mini()(text, 24);
    const auto largest = std::max_element(ids.begin(), ids.end());
    CHECK(*largest == mini().end_id());
    const std::size_t words = std::min<std::size_t>(mini().encode(text).size(), 22);
    CHECK(static_cast<std::size_t>(largest - ids.begin()) == words + 1);
  }
}

TEST_CASE("A context of fewer than two ids is refused") {
  for (const std::size_t length : {0U, 1U}) {
    CHECK(refusal([&] { mini()("dog", length); }) ==
          "setting_error context_length: expected at least 2 ids but got " + std::to_string(length) +
              "; use the context length of the model, for example 77");
  }
}

TEST_CASE("The special tokens are words when somebody writes them") {
  const auto joined = [&](std::initializer_list<const char*> words) {
    token_ids ids;
    for (const char* word : words) {
      const token_ids more = mini().encode(word);
      ids.insert(ids.end(), more.begin(), more.end());
    }
    return ids;
  };
  CHECK(mini().encode("<|endoftext|>") == joined({"<|", "endoftext", "|>"}));
  CHECK(mini().encode("<|startoftext|>!!") == joined({"<|", "startoftext", "|>", "!!"}));
  CHECK(mini().encode("dog<|EndOfText|>?") == joined({"dog", "<|", "endoftext", "|>", "?"}));
  CHECK(mini().encode("!<|endoftext|>?") == joined({"!<|", "endoftext", "|>?"}));
  CHECK(mini().encode("<|endoftext") == joined({"<|", "endoftext"}));
  const token_ids ids = mini().encode("<|startoftext|><|endoftext|>");
  CHECK(std::find(ids.begin(), ids.end(), mini().start_id()) == ids.end());
  CHECK(std::find(ids.begin(), ids.end(), mini().end_id()) == ids.end());
}

TEST_CASE("Upper case, composed accents and kinds of white space do not change the ids") {
  CHECK(mini().encode("A PHOTO") == mini().encode("a photo"));
  CHECK(mini().encode("caf\u00e9") == mini().encode("cafe\u0301"));
  CHECK(mini().encode("a\u3000dog\u00a0x") == mini().encode("  a dog\nx "));
  CHECK(mini().encode("\u00c9") == mini().encode("e\u0301"));
}

TEST_CASE("Broken UTF-8 is read as the replacement character") {
  CHECK(mini().encode("a \xFF b") == mini().encode("a \uFFFD b"));
  CHECK(mini().encode("\xE2\x82") == mini().encode("\uFFFD"));
  CHECK(mini().encode("\xED\xA0\x80") == mini().encode("\uFFFD\uFFFD\uFFFD"));
  CHECK(mini().encode(std::string_view{"a\0b", 3}).size() == 3);
}

TEST_CASE("Decoding gives back lower-case ASCII, its words apart by one space") {
  std::mt19937 random{11};
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  for (int seed = 0; seed < 300; ++seed) {
    std::string text;
    for (int word = 0; word < 6; ++word) {
      if (word > 0) text += ' ';
      const std::size_t kind = random() % 4;
      if (kind == 0) {
        text += static_cast<char>('0' + random() % 10);
      } else if (kind == 1) {
        text += std::array{"'s", "!?", "...", "(", "#"}[random() % 5];
      } else {
        for (std::size_t i = 0; i <= random() % 12; ++i) text += letters[random() % letters.size()];
      }
    }
    CHECK(mini().decode(mini().encode(text)) == text);
    CHECK(mini().decode(mini()(text, 200)) == text);
  }
  CHECK(mini().decode(mini().encode("a dog.")) == "a dog .");
  CHECK(mini().decode(token_ids{}).empty());
}

TEST_CASE("Decoding a character that was cut apart gives the replacement character") {
  const token_ids ids = mini().encode("\u6f22");
  REQUIRE(ids.size() > 1);
  CHECK(mini().decode(std::span{ids}.first(1)) == "\uFFFD");
}

TEST_CASE("Decoding an id that the vocabulary lacks is refused") {
  for (const std::int32_t id : {-1, 1514, 2147483647}) {
    CHECK(refusal([&] { mini().decode(token_ids{3, id}); }) ==
          "data_error id " + std::to_string(id) +
              ": the vocabulary has no token with this id; decode with the tokenizer that encoded the text");
  }
}

TEST_CASE("Encoding a word is joining one pair at a time, the earliest merge first") {
  const auto words = sdkt::clip::read_vocabulary(SDKT_SOURCE_DIR "/examples/mini/model");
  const sdkt::clip::byte_pair_encoder encoder{words};
  sdkt::clip::byte_pair_encoder::workspace space;
  std::mt19937 random{3};
  for (int seed = 0; seed < 400; ++seed) {
    std::string bytes;
    const std::size_t letters = seed % 2 == 0 ? 3 : 26;  // few letters repeat: overlapping pairs
    for (std::size_t i = 0; i < 1 + random() % 30; ++i)
      bytes.push_back(static_cast<char>('a' + random() % letters));
    token_ids ids;
    encoder.encode(bytes, ids, space);
    CHECK(ids == encode_slowly(words, bytes));
  }
}

TEST_CASE("A word of a megabyte is encoded in time that grows with its size, not its square") {
  const auto seconds = [](const std::string& text) {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(mini().encode(text).size() > text.size() / 16);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::string word(1 << 20, 'a');
  CHECK(seconds(word) < 30);  // the square would take hours
  for (std::size_t i = 0; i < word.size(); ++i) word[i] = static_cast<char>('a' + i * i % 23);
  CHECK(seconds(word) < 30);
  std::string marks = "a";
  while (marks.size() < (1U << 20)) marks += "\u0301\u0327";
  CHECK(seconds(marks) < 30);
}

TEST_CASE("Threads that share one tokenizer get the same ids as one thread alone") {
  std::mt19937 random{7};
  std::vector<std::string> texts;
  std::vector<token_ids> expected;
  for (int i = 0; i < 200; ++i) {
    texts.push_back(random_text(random, 60));
    expected.push_back(mini()(texts.back(), 24));
  }
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t, tokens = mini()] {
      for (std::size_t i = 0; i < texts.size(); ++i) wrong[t] += tokens(texts[i], 24) != expected[i];
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("A copy outlives the tokenizer that it was made from") {
  auto first = std::make_unique<tokenizer>(tokenizer::load(SDKT_SOURCE_DIR "/examples/mini/model"));
  const tokenizer copy = *first;
  first.reset();
  CHECK(copy.encode("a dog") == mini().encode("a dog"));
}

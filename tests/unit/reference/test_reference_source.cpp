// SPDX-License-Identifier: MIT
//
// What counts as a reference, which references carry texts or pairs, and the references without images of
// their own.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/reference/sources.hpp>

namespace {

using sdkt::ReferenceSource;
using sample_list = std::vector<sdkt::sample>;
using text_list = std::vector<std::string>;

// The shipped ones.
static_assert(ReferenceSource<sdkt::reference_set> && ReferenceSource<sdkt::no_reference>);
static_assert(ReferenceSource<sdkt::own_images> && ReferenceSource<sdkt::own_stream>);
static_assert(ReferenceSource<sdkt::reference_with_texts> && ReferenceSource<sdkt::reference_pairs>);
static_assert(ReferenceSource<sdkt::task_pairs>);

static_assert(!sdkt::reference_set::has_texts && !sdkt::own_images::has_texts &&
              !sdkt::own_stream::has_texts);
static_assert(sdkt::reference_with_texts::has_texts && sdkt::reference_pairs::has_texts);
static_assert(sdkt::task_pairs::has_texts);

static_assert(sdkt::compose::has_paired_texts<sdkt::own_images> &&
              sdkt::compose::has_paired_texts<sdkt::own_stream>);
static_assert(sdkt::compose::has_paired_texts<sdkt::reference_pairs> &&
              sdkt::compose::has_paired_texts<sdkt::task_pairs>);
static_assert(!sdkt::compose::has_paired_texts<sdkt::reference_set> &&
              !sdkt::compose::has_paired_texts<sdkt::no_reference>);
static_assert(!sdkt::compose::has_paired_texts<sdkt::reference_with_texts>);

static_assert(sdkt::compose::is_own_images<sdkt::own_images> &&
              !sdkt::compose::is_own_images<sdkt::own_stream>);
static_assert(sdkt::compose::is_absent_reference<sdkt::no_reference> &&
              !sdkt::compose::is_absent_reference<sdkt::own_stream>);
static_assert(!sdkt::compose::is_absent_reference<sdkt::task_pairs>);

static_assert(sdkt::detail::names_for_task<sdkt::own_stream> &&
              sdkt::detail::names_for_task<sdkt::task_pairs>);
static_assert(!sdkt::detail::names_for_task<sdkt::reference_pairs>);
static_assert(!sdkt::detail::names_for_task<sdkt::own_images>);

// A user's own.
struct plain {
  static constexpr bool has_texts = false;
  const sample_list& samples() const;
};
static_assert(ReferenceSource<plain> && !sdkt::compose::has_paired_texts<plain>);

struct silent {
  const sample_list& samples() const;
};
static_assert(!ReferenceSource<silent>);

struct by_value : plain {
  sample_list samples() const;
};
static_assert(!ReferenceSource<by_value>);

struct without_the_texts {
  static constexpr bool has_texts = true;
  const sample_list& samples() const;
};
static_assert(!ReferenceSource<without_the_texts>);

struct with_the_texts : without_the_texts {
  const text_list& texts() const;
};
static_assert(ReferenceSource<with_the_texts>);

struct with_numbers_as_texts : without_the_texts {
  const std::vector<int>& texts() const;
};
static_assert(!ReferenceSource<with_numbers_as_texts>);

struct says_it_has_no_pairs : with_the_texts {
  static constexpr bool has_pairs = false;
};
static_assert(ReferenceSource<says_it_has_no_pairs> &&
              !sdkt::compose::has_paired_texts<says_it_has_no_pairs>);

struct a_set_per_task : plain {
  sdkt::task_reference for_task(const sdkt::task_begin&) const;
};
static_assert(ReferenceSource<a_set_per_task>);

struct a_set_per_number : plain {
  sdkt::task_reference for_task(int) const;
};
static_assert(!ReferenceSource<a_set_per_number>);

struct a_list_per_task : plain {
  const sample_list* for_task(const sdkt::task_begin&) const;
};
static_assert(!ReferenceSource<a_list_per_task>);

struct changes_per_task : plain {
  sdkt::task_reference for_task(const sdkt::task_begin&);
};
static_assert(!ReferenceSource<changes_per_task>);

struct not_copyable : plain {
  std::unique_ptr<int> owned;
};
static_assert(!ReferenceSource<not_copyable>);

static_assert(!ReferenceSource<sample_list> && !ReferenceSource<std::string> && !ReferenceSource<int>);

TEST_CASE("the references without images of their own have none") {
  CHECK(sdkt::no_reference{}.samples().empty());
  CHECK(sdkt::own_images{}.samples().empty());
  CHECK(sdkt::own_stream{}.samples().empty());
}

TEST_CASE("the own stream gives the task's training images, shuffled, with the prompts as texts") {
  sample_list training(3);
  sdkt::task_begin begin;
  begin.samples = &training;
  const sdkt::task_reference given = sdkt::own_stream{}.for_task(begin);
  CHECK(given.samples == &training);
  CHECK(given.texts == nullptr);
  CHECK(given.is_shuffled);
}

}  // namespace

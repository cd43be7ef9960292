// SPDX-License-Identifier: MIT
//
// The requirements of a concept as a list of clauses, each with the sentence that the compiler prints.
//
// A list is a static function of a class template, and the concept is the conjunction of the list:
//
//     template <class T>
//     struct my_clauses {
//       static constexpr auto list() {
//         return detail::clauses(
//             detail::clause<struct can_be_called, std::invocable<T>>(
//                 [](auto holds) { static_assert(holds, "sdkt: write operator()()"); }));
//       }
//     };
//     template <class T>
//     concept MyConcept = detail::AllHold<my_clauses<T>>;
//
// - The struct is only a name, declared where it is written. Compilers show it when a program asserts
//   MyConcept<T>. It must differ from the members of my_clauses, which it would hide.
// - In C++20 the message of static_assert must be a string literal. Therefore the sentence is in a generic
//   lambda, which clause_check instantiates for the first broken clause alone: exactly one error is printed.
// - Each list is read from the front. A list within a list is not instantiated if a clause before it is
//   broken, so that it may rely on them.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace sdkt::detail {

template <class Name, bool Holds, class Sentence>
struct one_clause {};

/// A requirement.
template <class Name, bool Holds, class Sentence>
constexpr one_clause<Name, Holds, Sentence> clause(Sentence) {
  return {};
}

/// A requirement on those that have something optional: if the first condition holds, the second must.
template <class Name, bool If, bool Holds, class Sentence>
constexpr one_clause<Name, !If || Holds, Sentence> clause_if(Sentence) {
  return {};
}

/// A list within a list.
template <class Clauses>
struct clauses_of {};

/// Clauses and other lists, in the order in which they are checked.
template <class... Parts>
struct clause_list {};

template <class... Parts>
constexpr clause_list<Parts...> clauses(Parts...) {
  return {};
}

/// The name of a clause that is not there.
struct none_is_broken {};

/// The first clause that does not hold, and the number of clauses before it; else the number of all.
template <class List>
struct first_broken {
  using name = none_is_broken;
  static constexpr std::size_t place = 0;
};

template <class Name, class Sentence>
struct first_broken<one_clause<Name, true, Sentence>> {
  using name = none_is_broken;
  static constexpr std::size_t place = 1;
};

template <class Name, class Sentence>
struct first_broken<one_clause<Name, false, Sentence>> {
  using name = Name;
  using sentence = Sentence;
  static constexpr std::size_t place = 0;
};

template <class Clauses>
struct first_broken<clauses_of<Clauses>> : first_broken<decltype(Clauses::list())> {};

template <class First, class... Rest>
struct first_broken<clause_list<First, Rest...>> : first_broken<First> {};

template <class First, class... Rest>
  requires std::same_as<typename first_broken<First>::name, none_is_broken>
struct first_broken<clause_list<First, Rest...>> : first_broken<clause_list<Rest...>> {
  static constexpr std::size_t place = first_broken<First>::place + first_broken<clause_list<Rest...>>::place;
};

template <class Clauses>
using broken_in = first_broken<clauses_of<Clauses>>;

/// Every clause of a list holds.
template <class Clauses>
concept AllHold = std::same_as<typename broken_in<Clauses>::name, none_is_broken>;

/// Base class that makes the compiler print the sentence of the first broken clause, if there is one.
template <class Clauses>
struct clause_check {
  using said = decltype(typename broken_in<Clauses>::sentence{}(std::false_type{}));
};
template <AllHold Clauses>
struct clause_check<Clauses> {};

}  // namespace sdkt::detail

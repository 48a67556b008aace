/// \file
/// Intrusive containers: the only header that names Boost.Intrusive.
#pragma once

#include <kern/assert.hpp>

#ifdef DEBUG
#define BOOST_INTRUSIVE_SAFE_HOOK_DEFAULT_ASSERT assert
#define BOOST_INTRUSIVE_INVARIANT_ASSERT assert
#endif
#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

#ifdef DEBUG
inline constexpr auto hook_mode = boost::intrusive::safe_link;
#else
inline constexpr auto hook_mode = boost::intrusive::normal_link;
#endif

/// Hook of a doubly linked list; is_linked() only in safe mode, so keep your own state.
using list_hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<hook_mode>>;
/// Doubly linked list of T through its member `Hook`; size is not kept.
template <class T, list_hook T::*Hook>
using list = boost::intrusive::list<T, boost::intrusive::member_hook<T, list_hook, Hook>,
                                    boost::intrusive::constant_time_size<false>>;

using tree_hook = boost::intrusive::set_member_hook<boost::intrusive::link_mode<hook_mode>>;
/// Balanced tree of T through its member `Hook`, ordered by the key that `KeyOf` (with `using
/// type`) takes from a T.
template <class T, tree_hook T::*Hook, class KeyOf>
using tree = boost::intrusive::set<T, boost::intrusive::member_hook<T, tree_hook, Hook>,
                                   boost::intrusive::key_of_value<KeyOf>,
                                   boost::intrusive::constant_time_size<false>>;

//! Laws of collections: lists, maps and sets in the heap against plain models, over many live versions.

use monte_vm::data::{list, map, set, versions};
use monte_vm::heap::Type;
use monte_vm::sameness;
use monte_vm::value::Value;
use monte_vm::vm::{Config, Engine, Vm};
use std::sync::Arc;

fn machine() -> Vm {
    Vm::new(Arc::new(Engine::default()), Config::default())
}

/// A small deterministic generator (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

/// One of a hundred keys of several kinds; equal numbers give equal keys in different objects.
fn key(vm: &mut Vm, n: usize) -> Value {
    match n % 4 {
        0 => Value::index(n),
        1 => vm.heap.str(&format!("key {n}")),
        2 => {
            let inner = vm.heap.str(&format!("{n}"));
            vm.heap.list(&[Value::index(n), inner])
        }
        _ => vm.heap.double(n as f64 / 2.0),
    }
}

type Model = Vec<(usize, i64)>;

fn model_put(model: &mut Model, key: usize, value: i64) {
    match model.iter_mut().find(|entry| entry.0 == key) {
        Some(entry) => entry.1 = value,
        None => model.push((key, value)),
    }
}

fn check_map(vm: &mut Vm, value: Value, model: &Model) {
    assert_eq!(map::size(value), model.len());
    for n in 0..100 {
        let key = key(vm, n);
        let found = map::map_get(vm, value, key).expect("a plain key");
        let expected = model.iter().find(|entry| entry.0 == n).map(|entry| Value::int(entry.1));
        assert_eq!(found, expected, "key {n} of {model:?}");
    }
    let values = map::values(&mut vm.heap, value).expect("nobody interrupts");
    let expected: Vec<Value> = model.iter().map(|entry| Value::int(entry.1)).collect();
    assert_eq!(values, expected);
    let keys = map::keys(&mut vm.heap, value).expect("nobody interrupts");
    for (key_found, entry) in keys.into_iter().zip(model) {
        let key = key(vm, entry.0);
        assert!(sameness::same(vm, key_found, key).expect("plain keys"));
    }
}

#[test]
fn versions_of_maps_stay_what_they_were() {
    for seed in 1..12 {
        let mut random = Random(seed * 0x9e37_79b9);
        let mut vm = machine();
        let mut versions = vec![(vm.heap.empty_map(), Model::new())];
        for step in 0..400 {
            // Mostly the newest version, as programs do.
            let from = if random.below(4) == 0 {
                random.below(versions.len())
            } else {
                versions.len() - 1
            };
            let (old, mut model) = versions[from].clone();
            let n = random.below(if seed % 3 == 0 { 100 } else { 12 });
            let k = key(&mut vm, n);
            let new = match random.below(10) {
                0..5 => {
                    model_put(&mut model, n, step);
                    map::map_with(&mut vm, old, k, Value::int(step)).expect("plain")
                }
                5 | 6 => {
                    model.retain(|entry| entry.0 != n);
                    map::map_without(&mut vm, old, k).expect("plain")
                }
                7 => {
                    let (other, theirs) = versions[random.below(versions.len())].clone();
                    for (key, value) in theirs {
                        if !model.iter().any(|entry| entry.0 == key) {
                            model.push((key, value));
                        }
                    }
                    map::map_or(&mut vm, old, other).expect("plain")
                }
                8 => {
                    model.reverse();
                    vm.heap.map_reverse(old).expect("nobody interrupts")
                }
                _ => {
                    let from = random.below(model.len() + 1);
                    let to = from + random.below(model.len() - from + 1);
                    model = model[from..to].to_vec();
                    vm.heap.map_slice(old, from, to).expect("nobody interrupts")
                }
            };
            versions.push((new, model));
            if random.below(20) == 0 {
                let (map, model) = versions[random.below(versions.len())].clone();
                check_map(&mut vm, map, &model);
            }
        }
        for (map, model) in versions {
            check_map(&mut vm, map, &model);
        }
    }
}

#[test]
fn flexible_maps_agree_with_a_model() {
    for seed in 1..12 {
        let mut random = Random(seed * 0x51_7cc1);
        let mut vm = machine();
        let flex = vm.heap.flex_map();
        let mut model = Model::new();
        let mut snapshots = Vec::new();
        let keys = if seed % 2 == 0 { 100 } else { 10 };
        for step in 0..1500 {
            let n = random.below(keys);
            let k = key(&mut vm, n);
            match random.below(8) {
                0..4 => {
                    model_put(&mut model, n, step);
                    map::flex_map_put(&mut vm, flex, k, Value::int(step)).expect("plain");
                }
                4 | 5 => {
                    let there = model.iter().any(|entry| entry.0 == n);
                    model.retain(|entry| entry.0 != n);
                    assert_eq!(map::flex_map_remove(&mut vm, flex, k).expect("plain"), there);
                }
                6 => {
                    let popped = vm.heap.flex_map_pop(flex).map(|pair| pair.1);
                    assert_eq!(popped, model.pop().map(|entry| Value::int(entry.1)));
                }
                _ => snapshots
                    .push((vm.heap.map_snapshot(flex).expect("nobody interrupts"), model.clone())),
            }
            if random.below(50) == 0 {
                check_map(&mut vm, flex, &model);
            }
        }
        check_map(&mut vm, flex, &model);
        for (map, model) in snapshots {
            check_map(&mut vm, map, &model);
        }
    }
}

fn elements<'a>(vm: &mut Vm, list: Value) -> &'a [Value] {
    vm.heap.settle(list).expect("no limit");
    list::items(list).expect("a list")
}

#[test]
fn versions_of_lists_stay_what_they_were() {
    for seed in 1..300 {
        let mut random = Random(seed * 0x2545_f491);
        let mut vm = machine();
        let mut all = vec![(vm.heap.list(&[]), Vec::<Value>::new())];
        for step in 0..400 {
            let from = match random.below(8) {
                0 => random.below(all.len()),
                1 => all.len().saturating_sub(3),
                _ => all.len() - 1,
            };
            let (old, mut model) = all[from].clone();
            let new = match random.below(10) {
                0..3 => {
                    model.push(Value::int(step));
                    vm.heap.list_with(old, Value::int(step)).expect("no limit")
                }
                3 => {
                    let (other, theirs) = all[random.below(all.len())].clone();
                    if model.len() + theirs.len() > 300 {
                        continue;
                    }
                    model.extend(theirs);
                    let other = elements(&mut vm, other);
                    vm.heap.list_concat(old, other).expect("no limit")
                }
                4..9 if !model.is_empty() => {
                    let at = random.below(model.len());
                    model[at] = Value::int(-step);
                    vm.heap.list_replace(old, at, Value::int(-step)).expect("no limit")
                }
                _ => {
                    let from = random.below(model.len() / 4 + 1);
                    let to = from + random.below(model.len() - from + 1);
                    model = model[from..to].to_vec();
                    vm.heap.list_slice(old, from, to).expect("no limit")
                }
            };
            all.push((new, model));
            let (list, model) = &all[random.below(all.len())];
            let at = random.below(model.len() + 1);
            assert_eq!(versions::element_of_version(*list, at), model.get(at).copied());
            if step % 7 == 0 {
                assert_eq!(elements(&mut vm, *list), model);
            }
        }
        for (list, model) in all {
            assert_eq!(elements(&mut vm, list), model);
        }
    }
}

#[test]
fn sets_follow_the_laws_of_sets() {
    for seed in 1..30 {
        let mut random = Random(seed * 0x1234_5677);
        let mut vm = machine();
        let mut some = |vm: &mut Vm| {
            let numbers: Vec<usize> = (0..random.below(30)).map(|_| random.below(40)).collect();
            let items: Vec<Value> = numbers.into_iter().map(|n| key(vm, n)).collect();
            set::set_of(vm, &items).expect("plain")
        };
        let (a, b) = (some(&mut vm), some(&mut vm));
        let both = set::set_and(&mut vm, a, b).expect("plain");
        let only_a = set::set_subtract(&mut vm, a, b).expect("plain");
        let only_b = set::set_subtract(&mut vm, b, a).expect("plain");
        let all = map::map_or(&mut vm, a, b).expect("plain");
        assert_eq!(map::size(all), map::size(both) + map::size(only_a) + map::size(only_b));
        for n in 0..40 {
            let k = key(&mut vm, n);
            let mut has = |set| map::contains(&mut vm, set, k).expect("plain");
            let (in_a, in_b) = (has(a), has(b));
            assert_eq!(has(both), in_a && in_b);
            assert_eq!(has(all), in_a || in_b);
            assert_eq!(has(only_a), in_a && !in_b);
        }
        let order = set::set_compare(&mut vm, both, all).expect("plain");
        assert_eq!(order, Some(map::size(both).cmp(&map::size(all))));
    }
}

#[test]
fn appending_and_replacing_in_the_newest_version_is_linear() {
    let mut vm = machine();
    let mut counts = vm.heap.empty_map();
    let mut list = vm.heap.list(&[]);
    for i in 0..100_000usize {
        let key = Value::index(i % 20_000);
        let count = map::map_get(&mut vm, counts, key).expect("plain").unwrap_or(Value::ZERO);
        let more = Value::index(count.to_index() + 1);
        counts = map::map_with(&mut vm, counts, key, more).expect("plain");
        list = vm.heap.list_with(list, key).expect("no limit");
    }
    for i in 0..100_000usize {
        list = vm.heap.list_replace(list, i * 7 % 100_000, Value::ZERO).expect("no limit");
    }
    assert_eq!(map::size(counts), 20_000);
    assert!(
        map::values(&mut vm.heap, counts)
            .expect("nobody interrupts")
            .iter()
            .all(|&count| count == Value::int(5))
    );
    assert_eq!(list::items(list).map(<[Value]>::len), Some(100_000));
}

/// A list that contains itself: `[n, itself]`, through a promise.
fn cycle(vm: &mut Vm, n: i64) -> Value {
    let promise = vm.heap.object(Type::Promise, &[Value::ZERO, Value::NULL, Value::NULL]);
    let list = vm.heap.list(&[Value::int(n), promise]);
    vm.heap.store(promise, 1, list);
    vm.heap.store(promise, 0, Value::int(1));
    list
}

#[test]
fn deep_and_cyclic_data_is_compared_and_hashed() {
    let mut vm = machine();
    let deep = |vm: &mut Vm, end: i64| {
        let mut value = Value::int(end);
        for _ in 0..200_000 {
            value = vm.heap.list(&[value]);
        }
        value
    };
    let (a, b, c) = (deep(&mut vm, 1), deep(&mut vm, 1), deep(&mut vm, 2));
    assert!(sameness::same(&mut vm, a, b).expect("settled"));
    assert!(!sameness::same(&mut vm, a, c).expect("settled"));
    let (x, y, z) = (cycle(&mut vm, 1), cycle(&mut vm, 1), cycle(&mut vm, 2));
    assert!(sameness::same(&mut vm, x, y).expect("settled"));
    assert!(!sameness::same(&mut vm, x, z).expect("settled"));
    let set = set::set_of(&mut vm, &[a, b, c, x, y, z]).expect("settled");
    assert_eq!(map::size(set), 4);
}

#[test]
fn shared_parts_are_compared_once() {
    let mut vm = machine();
    let doubled = |vm: &mut Vm| {
        let mut value = vm.heap.list(&[]);
        for _ in 0..200 {
            value = vm.heap.list(&[value, value, value]);
        }
        value
    };
    let (a, b) = (doubled(&mut vm), doubled(&mut vm));
    assert!(sameness::same(&mut vm, a, b).expect("settled"));
    assert_eq!(set::set_of(&mut vm, &[a, b]).map(map::size).ok(), Some(1));
}

#[test]
fn unsettled_data_is_neither_compared_nor_a_key() {
    let mut vm = machine();
    let promise = vm.heap.object(Type::Promise, &[Value::ZERO, Value::NULL, Value::NULL]);
    let list = vm.heap.list(&[Value::ZERO, promise]);
    let other = vm.heap.list(&[Value::int(1), promise]);
    assert_eq!(sameness::opt_same(&mut vm, list, other).expect("no throw"), None);
    assert!(sameness::same(&mut vm, list, other).is_err());
    assert!(set::set_of(&mut vm, &[list]).is_err());
    assert!(set::set_of(&mut vm, &[promise]).is_err());
}

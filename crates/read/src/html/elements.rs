//! Which element of a page is inside which, told from numbers: a list of ancestors for each piece of text would make
//! deeply nested pages cost their depth times their length.

use dom_query::{NodeId, NodeRef};
use rustc_hash::FxHashMap;

/// Marks elements so that they are found again in the extractor's output.
const NUMBER: &str = "data-onrecord";

/// The elements under a page's body, numbered from 1 in the order of the document; the body itself is 0.
pub(crate) struct Elements {
    parents: Vec<u32>,
    /// The number behind the last element inside each.
    ends: Vec<u32>,
    /// Elements, each counted as often as it is deep.
    pub(crate) work: usize,
}

impl Elements {
    /// Numbers what is under `body`, in the page itself.
    pub(crate) fn number(body: &NodeRef) -> Self {
        let mut numbers: FxHashMap<NodeId, u32> = FxHashMap::default();
        let (mut parents, mut depths) = (vec![0], vec![0]);
        for element in body.descendants().iter().filter(|node| node.is_element()) {
            let number = parents.len() as u32;
            element.set_attr(NUMBER, &number.to_string());
            let parent = element.parent().and_then(|parent| numbers.get(&parent.id).copied()).unwrap_or(0);
            numbers.insert(element.id, number);
            parents.push(parent);
            depths.push(depths[parent as usize] + 1);
        }
        let mut ends: Vec<u32> = (1..=parents.len() as u32).collect();
        for number in (1..parents.len()).rev() {
            let parent = parents[number] as usize;
            ends[parent] = ends[parent].max(ends[number]);
        }
        Self { parents, ends, work: depths.iter().sum() }
    }

    /// The element around another; the body is around itself.
    pub(crate) fn parent(&self, element: u32) -> u32 {
        self.parents[element as usize]
    }

    /// Whether `element` is `outer` or inside it.
    pub(crate) fn is_within(&self, element: u32, outer: u32) -> bool {
        (outer..self.ends[outer as usize]).contains(&element)
    }

    /// For each element, whether it is one of `outer` or inside one.
    pub(crate) fn within_any(&self, outer: impl IntoIterator<Item = u32>) -> Vec<bool> {
        let mut within = vec![false; self.parents.len()];
        for element in outer {
            within[element as usize] = true;
        }
        for element in 1..within.len() {
            within[element] |= within[self.parents[element] as usize];
        }
        within
    }

    /// The innermost element around the first of `inner`, itself included, that has nine tenths of them inside.
    pub(crate) fn around_most(&self, inner: &[u32]) -> u32 {
        let mut counts = vec![0_usize; self.parents.len()];
        for &element in inner {
            counts[element as usize] += 1;
        }
        for element in (1..counts.len()).rev() {
            counts[self.parents[element] as usize] += counts[element];
        }
        let mut around = inner.first().copied().unwrap_or(0);
        while around != 0 && counts[around as usize] * 10 < inner.len() * 9 {
            around = self.parent(around);
        }
        around
    }
}

/// The number that [`Elements::number`] gave to `element`, in the page or in the extractor's output.
pub(crate) fn number(element: &NodeRef) -> Option<u32> {
    element.attr(NUMBER)?.parse().ok()
}

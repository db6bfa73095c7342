//! `get_random` and `shuffle`: chance, unless a seed is given.

use tera::{Kwargs, State, TeraResult, Value};
use tera_contrib::rand;

use crate::render::reads;

pub fn get_random(arguments: Kwargs, state: &State) -> TeraResult<i64> {
    note(&arguments)?;
    rand::get_random(arguments, state)
}

pub fn shuffle(items: Vec<Value>, arguments: Kwargs, state: &State) -> TeraResult<Vec<Value>> {
    note(&arguments)?;
    rand::shuffle(items, arguments, state)
}

fn note(arguments: &Kwargs) -> TeraResult<()> {
    if arguments.get::<&str>("seed")?.is_none() {
        reads::note_unforeseeable();
    }
    Ok(())
}

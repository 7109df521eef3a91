-- The truth: all that cannot be made again from something else.
-- Offsets count characters of document.text; vectors are little-endian float32.
-- Two first runs may both make it: what the other has made is left as it is.

create table if not exists meta (
    key text primary key,
    value text not null
) without rowid;

create table if not exists document (
    id text primary key,
    path text not null,            -- as shown to people: folder name, then file
    file text not null unique,     -- where the file was read from
    sha256 text not null,
    facts_sha256 text not null,    -- of what the manifest said of it, and how it was read
    media_type text not null,
    council text,
    committee text,
    held text,                     -- ISO 8601; null where unknown
    title text not null,
    kind text not null,
    status text not null,
    form text not null,            -- minutes, or a transcript
    url text,
    text text not null,
    page_starts text not null,     -- JSON list of offsets
    warnings text not null         -- JSON list of sentences
);
create index if not exists document_held on document (held);

create table if not exists passage (
    -- What the derived indexes call it; never given again, so that an older one names no other.
    number integer primary key autoincrement,
    id text not null unique,
    document_id text not null references document (id) on delete cascade,
    start integer not null,
    "end" integer not null,
    item text,
    context text not null,
    kind text not null,
    speaker text,                  -- as the passage names who spoke; null where it does not
    is_ocr integer not null,       -- 1 where its words were recognised from a picture
    sentences text not null,       -- JSON list of starts and ends, offsets in the passage
    encoded_sha256 text not null,  -- of the words that were embedded
    vector blob not null
);
create index if not exists passage_document on passage (document_id, start);
create index if not exists passage_encoded on passage (encoded_sha256);

-- Apart from the passages, so that a scan of those does not read past them.
create table if not exists piece (
    number integer primary key references passage (number) on delete cascade,
    codes blob not null            -- index/late.py: the signs of the passage's pieces of words
);

create table if not exists commitment (
    number integer primary key autoincrement,
    id text not null unique,
    document_id text not null references document (id) on delete cascade,
    passage integer not null references passage (number) on delete cascade,  -- it begins there
    start integer not null,
    "end" integer not null,
    kind text not null,
    owner text,                    -- as written
    due text,                      -- as written
    due_on text,                   -- ISO 8601, where `due` states a day by itself
    item text,
    about text not null,
    awaited integer not null,      -- 1 where it is to be heard of again
    sign text not null             -- of the meeting, the words and which of their equals they are
);
create index if not exists commitment_document on commitment (document_id, start);
create index if not exists commitment_passage on commitment (passage);
create index if not exists commitment_sign on commitment (sign);

-- What else its document calls a commitment's owner, in order.
create table if not exists owner_also (
    commitment integer not null references commitment (number) on delete cascade,
    place integer not null,
    name text not null,
    primary key (commitment, place)
) without rowid;

-- What later passages say of a commitment; found anew whenever passages come.
create table if not exists follow_up (
    commitment integer not null references commitment (number) on delete cascade,
    passage integer not null references passage (number) on delete cascade,
    role text not null,            -- reported, chased or mentioned
    score real not null,
    start integer not null,        -- of the telling words, offsets in the document
    "end" integer not null,
    why text not null,             -- JSON list of phrases
    primary key (commitment, passage)
) without rowid;
create index if not exists follow_up_passage on follow_up (passage);

-- Which commitments later passages have been looked for, and with which vector.
create table if not exists sought (
    commitment integer primary key references commitment (number) on delete cascade,
    vector blob not null
);

-- What a person said of a commitment; the last one stands. It goes by the words and not by the
-- commitment, so that it outlives a file that is renamed or read anew.
create table if not exists mark (
    number integer primary key autoincrement,
    sign text not null,
    document_id text not null,     -- which has the words, or had them; the mark goes with it
    state text not null,
    note text not null,
    author text not null,
    at text not null               -- ISO 8601, UTC
);
create index if not exists mark_sign on mark (sign);
create index if not exists mark_document on mark (document_id);

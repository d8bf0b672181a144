import BusinessTime

/// What may stand at one place of a policy.
///
/// The policy language is one tree of these (`PolicyLanguage`). The check of a document's form, the reader and the schema
/// for editors all go by it, so that no list of keys or words is written twice.
indirect enum Shape: Sendable {
    case scalar(Scalar)
    /// A single scalar stands for a list of one.
    case list(of: Shape, upTo: Int)
    /// Entries by names of the company's own.
    case map(of: Shape, named: Scalar, count: ClosedRange<Int>)
    case group(Group)

    static func list(of element: Shape) -> Shape { .list(of: element, upTo: 1_000) }
    static func map(of entry: Shape, named name: Scalar = .anything) -> Shape { .map(of: entry, named: name, count: 0...1_000) }
}

/// Keys with a meaning each.
struct Group: Sendable {
    /// Stand in it whatever else does.
    let common: [Key]
    /// Of which one stands; it is told by the first of its keys.
    let alternatives: [[Key]]
    private let byName: [String: Key]

    init(_ common: [Key], or alternatives: [[Key]] = []) {
        self.common = common
        self.alternatives = alternatives
        byName = Dictionary((common + alternatives.joined()).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All keys that may stand in it, by their names.
    var names: [String] { byName.keys.sorted() }

    subscript(name: String) -> Key? { byName[name] }

    /// The keys of the alternative that stands; of all of them while none does.
    func keys(present: (String) -> Bool) -> [Key] {
        guard let chosen = alternatives.first(where: { present($0[0].name) }) else { return common + alternatives.joined() }
        return common + chosen
    }
}

/// One key of a group.
struct Key: Sendable {
    enum Presence: Sendable {
        case required, optional
        /// Required beside an amount of time. The reader tells of its absence: it shows what each way of counting would give.
        case counts
    }

    let name: String
    let shape: Shape
    let presence: Presence
    /// What it is, as one sentence for whoever writes a policy.
    let says: Said

    static func required(_ name: String, _ shape: Shape, es: String, en: String) -> Key {
        Key(name: name, shape: shape, presence: .required, says: Said(es: es, en: en))
    }

    static func optional(_ name: String, _ shape: Shape, es: String, en: String) -> Key {
        Key(name: name, shape: shape, presence: .optional, says: Said(es: es, en: en))
    }
}

/// Text as it may be written at one place: one of some words, or spelled in a certain way, or a name of something.
struct Scalar: Sendable {
    /// The closed vocabulary; empty where there is none.
    var words: [String] = []
    var spelling: Spelling?
    /// The group of the document whose entries it names, if it is none of the words.
    var refersTo: String?

    static let anything = Scalar()

    func takes(_ text: String) -> Bool {
        if words.contains(text) { return true }
        if let spelling { return spelling.takes(text) }
        return words.isEmpty || refersTo != nil
    }
}

/// A way of writing something in letters and digits.
struct Spelling: Sendable {
    /// The same for programs, as JSON Schema has it (ECMA 262).
    let pattern: String
    let example: String
    /// Whether it is a number to programs that know numbers.
    var range: ClosedRange<Int>?
    let takes: @Sendable (String) -> Bool
    /// What is said of a text that is written differently.
    let problem: @Sendable (String) -> Said
}

// MARK: - The words in which shapes are declared

extension Shape {
    static let text = Shape.scalar(.anything)
    static let date = spelled(.date)
    static let duration = spelled(.duration)
    static let flag = word(["yes", "no"])
    static let count = word(Count.self)

    static func spelled(_ spelling: Spelling) -> Shape { .scalar(Scalar(spelling: spelling)) }
    static func integer(_ range: ClosedRange<Int> = 0...9_999) -> Shape { spelled(.integer(range)) }
    static func word(_ words: [String], or spelling: Spelling? = nil) -> Shape { .scalar(Scalar(words: words, spelling: spelling)) }

    static func word<Word: RawRepresentable & CaseIterable>(_: Word.Type, or spelling: Spelling? = nil) -> Shape where Word.RawValue == String {
        word(Word.allCases.map(\.rawValue), or: spelling)
    }

    /// The name of an entry of another group, or of an element of another list that have an `id`.
    static func name(in group: String, or words: [String] = []) -> Shape { .scalar(Scalar(words: words, refersTo: group)) }

    static func group(_ keys: [Key], or alternatives: [[Key]] = []) -> Shape { .group(Group(keys, or: alternatives)) }

    /// A group that obeys a clause, and may rest on named assumptions.
    static func rule(_ keys: [Key], or alternatives: [[Key]] = []) -> Shape {
        group(keys + [
            .required("cites", .name(in: "clauses"), es: "La cláusula que obedece.", en: "The clause that it obeys."),
            .optional("assumes", .assumptions, es: "Las suposiciones en que descansa.", en: "The assumptions that it rests on."),
        ], or: alternatives)
    }

    static let assumptions = list(of: name(in: "assumptions"))
}

extension Spelling {
    static let date = Spelling(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example: "2026-03-16", takes: { CalendarDate(iso: $0) != nil }) {
        Said(es: "'\($0)' no es una fecha; se escribe 2026-03-16", en: "'\($0)' is not a date; write 2026-03-16")
    }

    static let yearDay = Spelling(pattern: "^[0-9]{2}-[0-9]{2}$", example: "07-15", takes: { YearDay($0) != nil }) {
        Said(es: "'\($0)' no es un día del año; se escribe 07-15", en: "'\($0)' is not a day of the year; write 07-15")
    }

    static let duration = Spelling(pattern: "^[1-9][0-9]{0,5} +(min|h|d)$", example: "8 h", takes: { Amount($0) != nil }) {
        Said(es: "'\($0)' no es una duración; se escribe como '20 min', '8 h' o '3 d'",
             en: "'\($0)' is not a duration; write it like '20 min', '8 h' or '3 d'")
    }

    static let hours = Spelling(
        pattern: "^[0-9]{1,2}:[0-5][0-9](:[0-5][0-9])?[-–][0-9]{1,2}:[0-5][0-9](:[0-5][0-9])?$", example: "09:00-14:00",
        takes: { DayHours($0) != nil }
    ) {
        Said(es: "'\($0)' no es un horario; se escribe \"09:00-14:00\" (hasta \"24:00\")",
             en: "'\($0)' are not hours; write \"09:00-14:00\" (up to \"24:00\")")
    }

    static let weekdays = Spelling(
        pattern: "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$", example: "mon-fri",
        takes: { Weekday.days($0) != nil }
    ) {
        Cursor.notAllowed($0, Weekday.allCases.map(\.short) + ["mon-fri"])
    }

    /// Whether there is such a zone is for the reader to say.
    static let zone = Spelling(pattern: "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", example: "America/Mexico_City", takes: { !$0.isEmpty }) {
        Said(es: "no existe la zona horaria '\($0)'; use un nombre como America/Mexico_City",
             en: "there is no time zone '\($0)'; use a name such as America/Mexico_City")
    }

    static let slug = Spelling(pattern: "^[a-z0-9-]{1,64}$", example: "intecnia", takes: { text in
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
    }) {
        Said(es: "'\($0)' debe tener sólo minúsculas, números y guiones", en: "'\($0)' may only have lower-case letters, digits and hyphens")
    }

    static let folioPrefix = Spelling(pattern: "^[A-Z]{1,8}$", example: "IN", takes: { text in
        (1...8).contains(text.utf8.count) && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
    }) { _ in
        Said(es: "el prefijo del folio son de 1 a 8 letras mayúsculas", en: "a folio prefix is 1 to 8 upper-case letters")
    }

    static func integer(_ range: ClosedRange<Int>) -> Spelling {
        Spelling(pattern: "^[0-9]+$", example: "\(range.lowerBound)", range: range, takes: { text in
            text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) && Int(text).map(range.contains) == true
        }) { text in
            Int(text) == nil
                ? Said(es: "'\(text)' no es un número entero", en: "'\(text)' is not a whole number")
                : Cursor.notAllowed(text, ["\(range.lowerBound) … \(range.upperBound)"])
        }
    }
}

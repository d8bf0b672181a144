import Yams

/// Holds a document against the language: what is not understood, what is missing, what is left open, and names that lead
/// nowhere. Everything at once, in the order of the document; the reader then takes only what has the right form.
struct DocumentCheck {
    private let top: Node
    private let log: FindingLog
    /// The entries of the groups that others refer to.
    private let names: [String: [String]]

    init(_ top: Node, log: FindingLog) {
        self.top = top
        self.log = log
        let groups = top.mapping?.compactMap { pair in
            pair.key.scalar.flatMap { key in pair.value.mapping.map { (key.string, $0.compactMap(\.key.scalar?.string)) } }
        }
        names = Dictionary(groups ?? [], uniquingKeysWith: { first, _ in first })
    }

    /// A document of another language is told so and nothing else.
    func check() {
        guard let mapping = top.mapping else { return check(top, PolicyLanguage.document, at: .top) }
        guard let schema = mapping["schema"] else { return missing(["schema"], in: top, at: .top) }
        let errors = log.findings.count
        check(schema, .word([PolicyLanguage.name]), at: .key("schema", in: .top))
        if log.findings.count == errors { check(top, PolicyLanguage.document, at: .top) }
    }

    private func check(_ node: Node, _ shape: Shape, at path: Path) {
        guard !node.isUnknown else { return undecided(node, at: path) }
        switch shape {
        case .scalar(let scalar):
            guard let found = node.scalar else { return wrong(node, expected: .text, at: path) }
            guard !found.isEmpty else { return note(node, at: path, Said(es: "aquí no dice nada", en: "there is nothing here")) }
            if let problem = problem(of: found.string, scalar) { note(node, at: path, problem) }
        case .list(let element, let limit):
            if node.scalar != nil { return check(node, element, at: path) }
            guard let elements = node.sequence else { return wrong(node, expected: .list, at: path) }
            guard elements.count <= limit else { return tooMany(elements.count, limit, node, at: path) }
            for (index, value) in elements.enumerated() { check(value, element, at: .element(index, of: path)) }
        case .map(let entry, let name, let count):
            guard let entries = node.mapping else { return wrong(node, expected: .group, at: path) }
            guard entries.count >= count.lowerBound else {
                return note(node, at: path, Said(es: "hace falta al menos uno", en: "at least one is needed"))
            }
            guard entries.count <= count.upperBound else { return tooMany(entries.count, count.upperBound, node, at: path) }
            for (key, value) in entries {
                guard let id = self.name(key, at: path) else { continue }
                let place = Path.entry(id, of: path)
                if let problem = problem(of: id, name) { note(key, at: place, problem) } else { check(value, entry, at: place) }
            }
        case .group(let group):
            guard let entries = node.mapping else { return wrong(node, expected: .group, at: path) }
            check(entries, group, of: node, at: path)
        }
    }

    private func check(_ entries: Node.Mapping, _ group: Group, of node: Node, at path: Path) {
        var present: Set<String> = []
        for (key, _) in entries { if let name = name(key, at: path) { present.insert(name) } }

        let keys = group.keys(present: present.contains)
        let isOpen = !group.alternatives.isEmpty && !group.alternatives.contains { present.contains($0[0].name) }
        if isOpen { missing(group.alternatives.map { $0[0].name }, in: node, at: path) }
        for key in isOpen ? group.common : keys where key.presence == .required && !present.contains(key.name) {
            missing([key.name], in: node, at: path)
        }
        for (key, value) in entries {
            guard let name = key.scalar?.string else { continue }
            if let declared = keys.first(where: { $0.name == name }) {
                check(value, declared.shape, at: .key(name, in: path))
            } else {
                note(key, at: .key(name, in: path), Cursor.notAllowed(name, Set(keys.map(\.name)).sorted()))
            }
        }
    }

    /// A key that is no text is told once and left out.
    private func name(_ key: Node, at path: Path) -> String? {
        guard let name = key.scalar?.string else {
            wrong(key, expected: .text, at: path)
            return nil
        }
        return name
    }

    private func problem(of text: String, _ scalar: Scalar) -> Said? {
        if let group = scalar.refersTo {
            // A group that is itself undecided, or no group at all, has a finding of its own.
            guard let known = names[group] ?? (top.mapping?[Node(group)] == nil ? [] : nil), !known.contains(text) else { return nil }
            return Cursor.notAllowed(text, known)
        }
        guard !scalar.takes(text) else { return nil }
        guard let spelling = scalar.spelling else { return Cursor.notAllowed(text, scalar.words) }
        return scalar.words.isEmpty ? spelling.problem(text) : Cursor.notAllowed(text, scalar.words + [spelling.example])
    }

    // MARK: Findings

    private func note(_ node: Node, at path: Path, _ message: Said) {
        log.add(.error, at: node, path, message)
    }

    private func tooMany(_ count: Int, _ limit: Int, _ node: Node, at path: Path) {
        note(node, at: path, Said(es: "son demasiados: \(count); caben \(limit)", en: "too many: \(count); at most \(limit)"))
    }

    private func missing(_ names: [String], in node: Node, at path: Path) {
        if names.count == 1 {
            return note(node, at: path, Said(es: "falta '\(names[0])'", en: "'\(names[0])' is missing"))
        }
        let (first, last) = (names.dropLast().joined(separator: ", "), names[names.count - 1])
        note(node, at: path, Said(es: "falta uno de: \(first) o \(last)", en: "one of these is missing: \(first) or \(last)"))
    }

    private enum Kind {
        case group, list, text

        var said: Said {
            switch self {
            case .group: Said(es: "un grupo de claves", en: "a group of keys")
            case .list: Said(es: "una lista", en: "a list")
            case .text: Said(es: "un texto", en: "a text")
            }
        }
    }

    private func wrong(_ node: Node, expected: Kind, at path: Path) {
        let found: Kind = node.mapping != nil ? .group : node.sequence != nil ? .list : .text
        note(node, at: path, Said(
            es: "se esperaba \(expected.said.es) y hay \(found.said.es)", en: "expected \(expected.said.en), found \(found.said.en)"))
    }

    /// `unknown` is an open question wherever it stands: the company sees all of them at once.
    private func undecided(_ node: Node, at path: Path) {
        let gap = Self.gaps[path.last] ?? Said(es: "el documento no lo dice", en: "the document does not say")
        log.add(.unknown, at: node, path, Said(
            es: "\(gap.es); decídalo o tome una suposición con nombre", en: "\(gap.en); decide it or take a named assumption"))
    }

    /// What it means for a company that a key is undecided.
    private static let gaps: [String: Said] = [
        "zone": Said(es: "no dice por qué reloj: falta la zona horaria", en: "it does not say by which clock: the time zone is missing"),
        "weekly": Said(es: "el horario no está completo: faltan los días o las horas", en: "the hours are not complete: days or times are missing"),
        "closed": Said(es: "no dice qué días festivos cierra", en: "it does not say on which holidays it is closed"),
        "business_days": Said(es: "no dice qué días son hábiles", en: "it does not say which days are business days"),
        "count": Said(
            es: "no dice cómo se cuenta: tiempo del horario, días hábiles o días naturales",
            en: "it does not say how this is counted: open time, business days or calendar days"),
        "calendar": Said(es: "no dice en qué horario", en: "it does not say in which hours"),
        "ends": Said(es: "no dice a qué hora termina el último día", en: "it does not say at what time the last day ends"),
        "starts": Said(es: "no dice desde cuándo corre el plazo", en: "it does not say what the clock starts with"),
        "departments": Said(es: "el formulario pide el dato y el documento no publica sus valores", en: "the form asks for it and the document does not list its values"),
        "priorities": Said(es: "el formulario pide el dato y el documento no publica sus valores", en: "the form asks for it and the document does not list its values"),
        "labels": Said(es: "no nombra los estados", en: "it does not name the states"),
        "effect": Said(es: "no dice qué pasa al cerrar", en: "it does not say what closing does"),
        "reopen_within": Said(es: "no dice hasta cuándo se puede reabrir", en: "it does not say until when it can be reopened"),
        "wait": Said(es: "no dice cuánto se espera antes de cerrar", en: "it does not say how long one waits before closing"),
        "plan": Said(es: "la tabla perdió sus marcas: no se ve a qué planes corresponde", en: "the table has lost its marks: which plans it belongs to cannot be seen"),
    ]
}

extension Node {
    /// Whether the document does not say it. The tag as written: resolving that of a plain text costs a search through it.
    var isUnknown: Bool {
        switch self {
        case .scalar(let scalar): scalar.string == "unknown" || scalar.tag.description == "!unknown"
        case .mapping(let mapping): mapping.tag.description == "!unknown"
        case .sequence(let sequence): sequence.tag.description == "!unknown"
        case .alias: false
        }
    }
}

extension Node.Scalar {
    /// Nothing after the colon, or YAML's own word for nothing.
    var isEmpty: Bool {
        let isPlain = style == .plain || style == .any
        return string.allSatisfy(\.isWhitespace) || isPlain && ["~", "null", "Null", "NULL"].contains(string)
    }
}

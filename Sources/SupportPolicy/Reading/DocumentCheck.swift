import Yams

/// Holds a document against the language: what is not understood, what is missing, what is left open, and names that lead
/// nowhere. Everything at once, in the order of the document; the reader then takes only what has the right form.
struct DocumentCheck {
    private let top: Node
    private let log: FindingLog
    /// The entries of the groups that others refer to; of a list, the ids of its elements.
    private let names: [String: [String]]

    init(_ top: Node, log: FindingLog) {
        self.top = top
        self.log = log
        let groups = top.mapping?.compactMap { pair in
            pair.key.scalar.flatMap { key in Self.names(in: pair.value).map { (key.string, $0) } }
        }
        names = Dictionary(groups ?? [], uniquingKeysWith: { first, _ in first })
    }

    private static func names(in node: Node) -> [String]? {
        node.mapping?.compactMap(\.key.scalar?.string) ?? node.sequence?.compactMap { $0.mapping?[Node("id")]?.scalar?.string }
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
            guard let known = names[group] ?? (top.mapping?[Node(group)] == nil ? [] : nil), !known.contains(text), !scalar.words.contains(text)
            else { return nil }
            return Cursor.notAllowed(text, scalar.words + known)
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
        "grants": Said(es: "no dice cuánto incluye el plan", en: "it does not say how much the plan includes"),
        "price": Said(es: "no dice cuánto cuesta", en: "it does not say what it costs"),
        "minor_units": Said(es: "no dice cuánto cuesta", en: "it does not say what it costs"),
        "currency": Said(es: "no dice en qué moneda", en: "it does not say in which currency"),
        "term": Said(es: "no dice cuánto vale ni cómo termina", en: "it does not say how long it is good, nor how it ends"),
        "plans": Said(es: "habla de contratos y no dice cuáles hay", en: "it speaks of contracts and does not say which there are"),
        "units": Said(es: "no dice qué se gasta con cada servicio", en: "it does not say what services spend"),
        "amount": Said(es: "no dice cuánto", en: "it does not say how much"),
        "charged": Said(es: "no dice cuándo ni cómo se cobra", en: "it does not say when or how it is charged"),
        "covers": Said(es: "no dice qué abarca", en: "it does not say what it covers"),
        "per": Said(es: "no dice por cuánto tiempo", en: "it does not say for how long a time"),
        "rounds_up_to": Said(es: "no dice cómo se redondea el tiempo empezado", en: "it does not say how time that was begun is rounded"),
        "time_box": Said(es: "no dice dentro de cuánto tiempo lo adicional no cuesta", en: "it does not say within what time further needs cost nothing"),
        "exchanged_at": Said(es: "no dice en cuánto se canjea lo agotado", en: "it does not say what is paid for what has run out"),
        "quoted_in": Said(es: "no dice en qué se cotiza", en: "it does not say in what it is quoted"),
        "fewest": Said(es: "no dice qué cargo es el más beneficioso", en: "it does not say which charge is the best one"),
        "then": Said(es: "no dice qué decide un empate", en: "it does not say what decides a tie"),
        "shortage": Said(es: "no dice qué se hace cuando no alcanza", en: "it does not say what is done when there is not enough"),
        "coverage": Said(es: "no dice si está incluido, se cotiza o queda fuera", en: "it does not say whether it is included, quoted or left out"),
        "referred_to": Said(es: "no dice con quién se canaliza", en: "it does not say to whom the client is sent"),
        "at_least_per_mille": Said(es: "no dice cuánta disponibilidad promete", en: "it does not say how much of the time it is up"),
        "period": Said(es: "no dice en qué periodo se mide", en: "it does not say over which period it is measured"),
        "window": Said(es: "no dice en qué horario se mide", en: "it does not say which hours are measured"),
        "maintenance": Said(es: "no dice si el mantenimiento cuenta como tiempo caído", en: "it does not say whether maintenance counts as down"),
        "at_least": Said(es: "no dice cuánto por lo menos", en: "it does not say how long at least"),
        "notice": Said(es: "no dice con cuánta antelación se avisa", en: "it does not say how long before the end notice is given"),
        "who": Said(es: "no dice quién puede pedirlo", en: "it does not say who may ask for it"),
        "repeated": Said(es: "no dice qué pasa con otra solicitud sobre lo mismo", en: "it does not say what becomes of another request about the same"),
        "handled_by": Said(es: "no dice quién la atiende", en: "it does not say who handles it"),
        "late": Said(es: "no dice qué pasa si no se decide a tiempo", en: "it does not say what follows a late decision"),
        "remedies": Said(es: "no dice qué sigue a un dictamen favorable", en: "it does not say what follows a decision for the client"),
        "approvals": Said(es: "no dice si aprueban todos o basta uno", en: "it does not say whether all approve or any"),
        "otherwise": Said(es: "no dice qué se hace si no se puede cumplir", en: "it does not say what is done where that cannot be kept"),
        "within": Said(es: "no dice en cuánto tiempo", en: "it does not say in what time"),
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

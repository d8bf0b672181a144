/// Something that a reader of the policy should know, with the place where it stands.
public struct Finding: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The document cannot run.
        case error
        /// The document leaves it open: nothing is activated before the company decides.
        case unknown
        /// It runs, but probably not as meant.
        case warning
        /// Something to confirm: a gap that a named assumption fills, or a rule that people overlook.
        case question

        /// Whether the policy may not be put in force.
        public var blocksActivation: Bool { self == .error || self == .unknown }
    }

    public let kind: Kind
    /// The check that found it, by a name that stays: `inner-step-longer`. What the reading itself finds has its kind's.
    public let rule: String
    public let file: String
    /// From 1, which is also that of a finding about the whole document.
    public let line: Int
    /// Keys from the top: `targets[2].within`.
    public let path: String
    public let message: Said
    /// The clauses that it is about.
    public let cites: [Clause]

    init(kind: Kind, rule: String? = nil, file: String, line: Int, path: String, message: Said, cites: [Clause] = []) {
        self.kind = kind
        self.rule = rule ?? kind.rawValue
        self.file = file
        self.line = line
        self.path = path.onOneLine
        self.message = Said(es: message.es.onOneLine, en: message.en.onOneLine)
        self.cites = cites
    }

    /// `Policies/intecnia.yaml:214: error: …`
    public func text(in language: Language) -> String {
        let kinds: [Kind: Said] = [
            .error: Said(es: "error", en: "error"),
            .unknown: Said(es: "sin decidir", en: "unknown"),
            .warning: Said(es: "aviso", en: "warning"),
            .question: Said(es: "pregunta", en: "question"),
        ]
        let about = cites.map { " [\(($0.ids.isEmpty ? [$0.section] : $0.ids).joined(separator: ", "))]" }.joined()
        return "\(file):\(line): \(kinds[kind]!(in: language)): \(path): \(message(in: language))\(about)"
    }
}

extension String {
    /// The same as part of one line: a document can hold anything, also what commands a terminal, and it can hold much of it.
    fileprivate var onOneLine: String {
        let limit = 2_000
        let isHarmless = utf8.count <= limit && !unicodeScalars.contains(where: \.isLayout)
        guard !isHarmless else { return self }
        let shown = unicodeScalars.prefix(limit).map { $0.isLayout ? "·" : String($0) }.joined()
        return unicodeScalars.count > limit ? shown + "…" : shown
    }
}

extension Unicode.Scalar {
    /// Line ends, commands to terminals, and what turns the direction of writing.
    fileprivate var isLayout: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// Something that a reader of the policy should know, with the place where it stands.
public struct Finding: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The document cannot run.
        case error
        /// The document leaves it open: nothing is activated before the company decides.
        case unknown
        /// It runs, but probably not as meant.
        case warning
        /// A gap that a named assumption fills: please confirm.
        case question

        /// Whether the policy may not be put in force.
        public var blocksActivation: Bool { self == .error || self == .unknown }
    }

    public let kind: Kind
    public let file: String
    /// From 1; 0 where the finding is about the whole document.
    public let line: Int
    /// Keys from the top: `targets[2].within`.
    public let path: String
    public let message: Said

    /// `Policies/intecnia.yaml:214: error: …`
    public func text(in language: Language) -> String {
        let kinds: [Kind: Said] = [
            .error: Said(es: "error", en: "error"),
            .unknown: Said(es: "sin decidir", en: "unknown"),
            .warning: Said(es: "aviso", en: "warning"),
            .question: Said(es: "pregunta", en: "question"),
        ]
        return "\(file):\(line): \(kinds[kind]!(in: language)): \(path): \(message(in: language))"
    }
}

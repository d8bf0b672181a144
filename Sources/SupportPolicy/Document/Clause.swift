/// A passage of the published document that a decision can cite.
public struct Clause: Sendable, Hashable {
    /// The anchor, stable across versions: `severity-2`.
    public let id: String
    /// Title of the document it stands in.
    public let document: String
    /// Where in the document: "3. Políticas · Tiempo de respuesta".
    public let section: String
    /// What it says, in short words, in the company's language.
    public let text: String
    /// Ids of the requirements that it answers, such as `IN-38`.
    public let ids: [String]
    /// Whether it stands in the published document; a contract's own clause does not.
    public var isPublished = true
}

/// A gap of the document that the company has filled by a decision everybody can see.
public struct Assumption: Sendable, Hashable {
    /// Name of the ambiguity, such as `A-02`.
    public let id: String
    /// The part of the policy that rests on it.
    public let about: String
    public let text: String
}

/// "No", with the clause that says so, and how to go on.
public struct Refusal: Error, Sendable, Hashable {
    public let clause: Clause
    /// Why, as one sentence.
    public let reason: Said
    /// The way that the company leaves open, in its own words.
    public let wayIn: String?

    public init(_ clause: Clause, _ reason: Said, wayIn: String? = nil) {
        self.clause = clause
        self.reason = reason
        self.wayIn = wayIn
    }
}

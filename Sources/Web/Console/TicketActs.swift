/// What can be done with a ticket now, what a clause forbids, and what the forms offer to choose from.
struct TicketActs: Sendable {
    var take: Gate = .hidden
    var assign: Gate = .hidden
    var answer: Gate = .hidden
    var note: Gate = .hidden
    var ask: Gate = .hidden
    var contact: Gate = .hidden
    var escalate: Gate = .hidden
    var sendBack: Gate = .hidden
    var classify: Gate = .hidden
    var vouch: Gate = .hidden
    var confirmDefect: Gate = .hidden
    var deliverCorrection: Gate = .hidden
    var close: Gate = .hidden
    var reopen: Gate = .hidden

    /// Who may have it; value is the person's id.
    var agents: [Choice] = []
    /// Why we wait: value is the reason's id in the policy.
    var waitReasons: [Choice] = []
    /// The levels above this one.
    var levels: [Choice] = []
    /// What it can be classified by: the field, what there is to choose from, and what holds now; only what the company knows.
    var classification: [(name: String, label: Phrase, choices: [Choice], chosen: String)] = []
    /// How it may close.
    var closeReasons: [Choice] = []
    /// Whether it is solved as far as is known; `nil` where nothing is charged only then.
    var isSolved: Bool?
    /// The attempts to reach the client, when the policy counts them (IN-59).
    var attempts: ContactAttempts?
    /// What keeps it open unless the client agrees to close, with its clause (GE-37, GE-39).
    var agreement: (said: String, cite: ClauseCite?)?
    /// By which ways he may have said so.
    var ways: [Choice] = []
    /// Whether something that was ordered is to be delivered (GE-40).
    var owesDelivery = false
    /// The company's own documents without which no order begins, and which are not there (GE-56): the id and the name of each.
    var documents: [(id: String, label: String, cite: ClauseCite)] = []
    /// When a request of this kind is done (GE-37 … GE-41).
    var criteria: (said: String, cite: ClauseCite)?
    /// What a request of this kind takes: the company's own document, and who may ask for it (FI-11, FI-12).
    var formalities: [(said: String, cite: ClauseCite)] = []
    /// The company's documents for which a file of the client is taken: value is the id of the policy's rule.
    var documentsHeld: [Choice] = []
    /// Largest files and which, in words.
    var fileLimits = ""
    /// Texts to be kept after a form was refused: by the field's name.
    var kept: [String: String] = [:]
}

/// How often the client was looked for, and what he must be told now (IN-59, IN-60).
struct ContactAttempts: Sendable {
    /// "Intento 2 de 3"
    let progress: String
    /// What this attempt must announce: "Avise que el caso se cerrará el vie 6 mar, 19:00."
    let mustAnnounce: String
    var cite: ClauseCite?
}

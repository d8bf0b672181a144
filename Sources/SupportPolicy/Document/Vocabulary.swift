// The closed vocabularies of the policy language. Companies choose the labels; the identifiers are the engine's.

/// How a request comes in.
public enum ChannelKind: String, Sendable, Hashable, CaseIterable {
    case portal, email, phone, chat
}

/// The kinds of state; every company has its own words for them (FI-22 … FI-24).
public enum TicketState: String, Sendable, Hashable, CaseIterable {
    case open, waiting, resolved, closed
}

/// What a promise measures.
public enum Metric: String, Sendable, Hashable, CaseIterable {
    case firstResponse = "first_response"
    case resolution
    case correctionDelivered = "correction_delivered"
    case opinionDelivered = "opinion_delivered"
    case decision
    /// What a client was promised with a quote that he accepted (GE-55). Its date was agreed; no target of a policy measures it.
    case delivery

    /// What a policy may promise.
    static let promised = allCases.filter { $0 != .delivery }
}

/// The event from which a promise counts.
public enum ClockStart: String, Sendable, Hashable, CaseIterable {
    case received
    case levelEntered = "level_entered"
    case defectConfirmed = "defect_confirmed"
    case opinionRequested = "opinion_requested"
    case filed
}

/// What a person may be in a company.
public enum Role: String, Sendable, Hashable, CaseIterable {
    case client, agent, quality, operations, admin

    /// Everybody but clients.
    public var isStaff: Bool { self != .client }
}

/// Records that a policy may require before it serves; the desk says which of them it holds.
public enum RequiredRecord: String, Sendable, Hashable, CaseIterable {
    case contract, licence, registration
    case latestVersion = "latest_version"
    case registeredSender = "registered_sender"
}

/// What is still to come on a request, by which a policy may keep it open (GE-37 … GE-41).
public enum PendingMatter: String, Sendable, Hashable, CaseIterable {
    /// The client was asked for something, or something is left to him to decide.
    case information
    /// A remote session ended with another procedure agreed on, and nothing is on record of that yet.
    case procedure
    /// What was ordered is not done: a promised delivery is not on record, or a session or a visit is still to take place.
    case order
}

/// Why a ticket waits for its client.
public enum WaitReason: String, Sendable, Hashable, CaseIterable {
    case information, authorization, confirmation
}

import BusinessTime

/// A company's published support policy, as a program: facts in, decisions out, each with its clause.
///
/// A policy is a value without clock, rows or I/O; a class only so that passing it on costs nothing. It is read from its document by `PolicyReading`, and a
/// policy that exists has no gaps: an `unknown` or an error in the document leaves no policy behind.
public final class Policy: Sendable {
    /// The company's slug, such as `intecnia`.
    public let id: String
    public let title: String
    /// The company's own name for this version.
    public let version: String
    public let effectiveFrom: CalendarDate?
    public let language: Language
    /// What a folio begins with: `IN` in `IN-101`.
    public let folioPrefix: String
    public let company: Company
    public let clauses: [Clause]
    public let assumptions: [Assumption]
    public let calendars: [NamedCalendar]
    public let types: [Choice]
    public let categories: [Choice]
    public let departments: [Choice]
    public let priorities: [Choice]
    public let severities: [Severity]
    public let channels: [Channel]
    public let admission: AdmissionRules
    public let forms: [ChannelKind: Form]
    public let promises: [Promise]
    public let pauses: [Pause]
    public let lifecycle: Lifecycle
    public let escalation: EscalationRules?
    public let tariff: Tariff
    public let commitments: [Commitment]
    public let provisions: [Provision]

    init(
        id: String, title: String, version: String, effectiveFrom: CalendarDate?, language: Language,
        folioPrefix: String, company: Company, clauses: [Clause], assumptions: [Assumption],
        calendars: [NamedCalendar], types: [Choice], categories: [Choice], departments: [Choice], priorities: [Choice],
        severities: [Severity], channels: [Channel], admission: AdmissionRules, forms: [ChannelKind: Form],
        promises: [Promise], pauses: [Pause], lifecycle: Lifecycle, escalation: EscalationRules?,
        tariff: Tariff, commitments: [Commitment], provisions: [Provision]
    ) {
        self.id = id
        self.title = title
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.language = language
        self.folioPrefix = folioPrefix
        self.company = company
        self.clauses = clauses
        self.assumptions = assumptions
        self.calendars = calendars
        self.types = types
        self.categories = categories
        self.departments = departments
        self.priorities = priorities
        self.severities = severities
        self.channels = channels
        self.admission = admission
        self.forms = forms
        self.promises = promises
        self.pauses = pauses
        self.lifecycle = lifecycle
        self.escalation = escalation
        self.tariff = tariff
        self.commitments = commitments
        self.provisions = provisions
    }

    /// The same document with other promises, and with further clauses that they cite.
    convenience init(_ policy: Policy, promising promises: [Promise], clauses: [Clause]) {
        self.init(
            id: policy.id, title: policy.title, version: policy.version, effectiveFrom: policy.effectiveFrom, language: policy.language,
            folioPrefix: policy.folioPrefix, company: policy.company, clauses: clauses, assumptions: policy.assumptions,
            calendars: policy.calendars, types: policy.types, categories: policy.categories, departments: policy.departments,
            priorities: policy.priorities, severities: policy.severities, channels: policy.channels, admission: policy.admission,
            forms: policy.forms, promises: promises, pauses: policy.pauses, lifecycle: policy.lifecycle, escalation: policy.escalation,
            tariff: policy.tariff, commitments: policy.commitments, provisions: policy.provisions)
    }

    /// The zone in which the company speaks of time: that of its first calendar.
    public var zone: Zone { calendars[0].schedule.zone }

    public func clause(_ id: String) -> Clause? {
        clauses.first { $0.id == id }
    }

    public func channel(_ kind: ChannelKind) -> Channel? {
        channels.first { $0.kind == kind }
    }

    public func calendar(_ id: String) -> NamedCalendar? {
        calendars.first { $0.id == id }
    }

    /// The type of a request that names none: the first of the document.
    public var defaultType: Choice { types[0] }
}

/// Who publishes the policy.
public struct Company: Sendable, Hashable {
    public struct Phone: Sendable, Hashable {
        public let label: String
        public let number: String
    }

    public let name: String
    public let legalName: String
    public let website: String?
    public let email: String?
    public let address: String?
    /// A line that belongs on every page, such as FEL's approval number (FEL-31).
    public let credential: String?
    public let phones: [Phone]
}

/// A calendar of the document with its name, compiled.
public struct NamedCalendar: Sendable {
    public let id: String
    public let label: String
    public let schedule: Schedule
    public let clause: Clause
}

/// One value of a list that the company publishes: a type, category, department or priority.
public struct Choice: Sendable, Hashable {
    public let id: String
    public let label: String
    public let text: String?
    public let clause: Clause
}

/// A degree of severity, 1 the gravest.
public struct Severity: Sendable, Hashable {
    public let number: Int
    public let label: String
    public let text: String?
    public let clause: Clause
}

/// A way in, and what may come through it.
public struct Channel: Sendable {
    public let id: String
    public let kind: ChannelKind
    public let label: String
    public let address: String?
    public let calendar: NamedCalendar?
    /// `nil`: opens any ticket. Otherwise only requests that match do (IN-30).
    public let opensOnlyIf: Condition?
    public let wayIn: String?
    public let clause: Clause
}

/// What the company requires of a request before it serves it.
public struct AdmissionRules: Sendable {
    public struct Requirement: Sendable {
        public let record: RequiredRecord
        public let when: Condition
        /// Who sees to it where the record is missing (IN-28).
        public let routedTo: Role?
        /// The type as which a request without the record is taken instead (GE-24, GE-28); `nil`: it stays what it is, unverified.
        public let takenAs: String?
        /// What the client is told where the record is missing (GE-28).
        public let wayIn: String?
        public let clause: Clause
    }

    /// The clause that lists the ways in, cited to whoever comes another way.
    public let notOffered: Clause
    public let wayIn: String
    public let requirements: [Requirement]
}

/// The form of a channel: what it asks, and the company's instructions.
public struct Form: Sendable {
    /// What becomes of a request that lacks a required field.
    public enum Missing: String, Sendable, CaseIterable {
        /// It is not taken.
        case refused
        /// It is taken, its clocks run, and the client is asked for the rest (FEL-23, A-17).
        case askedFor = "asked_for"
    }

    public struct Field: Sendable, Hashable {
        /// The attribute of the request it fills, or a name of the company's own.
        public let id: String
        public let label: String
        public let isRequired: Bool
        public let hint: String?
    }

    public let title: String
    public let instructions: [String]
    /// Whether a person must copy a code from a picture (FEL-20).
    public let asksHumanCheck: Bool
    /// What the page says once the request was sent (FEL-21).
    public let thanks: String?
    public let fields: [Field]
    public let missing: Missing
    public let clause: Clause
}

/// A part of the document that fixes nothing: it is read, checked and shown.
public struct Provision: Sendable, Hashable {
    public let id: String
    public let text: String
    public let items: [[String: String]]
    public let clause: Clause
}

import BusinessTime

/// Something that the document says besides times, states and prices, as far as it is a rule: what is in scope, how a visit
/// goes, how long records are kept, who decides a complaint.
///
/// One mechanism for all of them: an id, words, what is fixed of it (`Duty`), and the clause. Each is read, checked, shown
/// and cited alike; engines take from it what is fixed.
public struct Commitment: Sendable {
    /// What a commitment is about; each is a list of its own in the document.
    public enum Topic: String, Sendable, Hashable, CaseIterable {
        case scope, warranty, discontinued
        case remoteAccess = "remote_access"
        case visits
        case officialMedia = "official_media"
        case directory, availability, retention
        case governingDocuments = "governing_documents"
        case term
        case authorisedRequesters = "authorised_requesters"
        case requiredDocuments = "required_documents"
        case oneProblemPerTicket = "one_problem_per_ticket"
        case caseClosing = "case_closing"
        case complaints
        case changeControl = "change_control"
    }

    public let topic: Topic
    /// Its name among those of its topic.
    public let id: String
    /// How it is shown.
    public let label: String
    /// More words of the document, where the label does not say it all.
    public let text: String?
    public let duty: Duty
    public let clause: Clause
}

/// What is fixed of a commitment, by its topic.
public enum Duty: Sendable {
    case scope(Scope)
    case warranty(Warranty)
    /// A product that is no longer made; served under a special contract, or not at all (IN-62).
    case discontinued(servedBySpecialContract: Bool)
    case remoteAccess(RemoteAccess)
    case visit(Visit)
    case officialMedium(OfficialMedium)
    case contact(Contact)
    case availability(Availability)
    case retention(Retention)
    /// A document that also governs the service, and where it can be read (GE-82).
    case governingDocument(address: String?)
    case term(ServiceTerm)
    case authorisedRequester(AuthorisedRequester)
    case requiredDocument(RequiredDocument)
    /// One ticket holds one problem; what becomes of another request about it (FI-19, FI-20).
    case oneProblem(repeated: Repeated?)
    case caseClosing(CaseClosing)
    case complaint(ComplaintStep)
    case change(ChangeRule)

    /// What the service covers, and on what terms.
    public struct Scope: Sendable, Hashable {
        public enum Coverage: String, Sendable, Hashable, CaseIterable {
            case included
            /// Only with a contract (IN-8, GE-49).
            case withContract = "with_contract"
            /// Not covered; given for a price that is quoted when it is asked for (FP-8, FP-9).
            case quoted
            case excluded
        }

        public let coverage: Coverage
        /// To whom the client is sent with it (FI-15, FI-16).
        public let referredTo: String?
        /// Items of the price list that it is about.
        public let services: [String]
        /// Records without which it is not given (GE-4, GE-9).
        public let needs: [RequiredRecord]
        /// What belongs to it, in the document's words.
        public let covers: [String]
    }

    /// When what was asked for is done, so that the request may be closed (GE-37 … GE-41).
    public struct CaseClosing: Sendable, Hashable {
        /// Of which categories of request.
        public let categories: [String]
        /// Any one of these.
        public let when: [String]
        /// It stays open while one of these holds.
        public let unless: [String]
        /// What of that the desk knows by itself: as long as one of these is on record, the staff does not close it.
        public let openWhile: [PendingMatter]
        /// Whether it closes all the same where client and staff agree that it does.
        public let closesByAgreement: Bool
    }

    /// What is made good for free.
    public struct Warranty: Sendable, Hashable {
        public let covers, except: [String]
        /// Items of the price list that it makes free.
        public let services: [String]
    }

    /// Working on the client's equipment from afar (IN-49 … IN-52, FP-3).
    public struct RemoteAccess: Sendable, Hashable {
        public enum Consent: String, Sendable, Hashable, CaseIterable {
            /// The client says yes to each session before it begins.
            case eachSession = "each_session"
            /// He said it once, when he asked for the service.
            case byContract = "by_contract"
        }

        public let tools: [String]
        /// Whether support may name another tool.
        public let allowsOtherTools: Bool
        public let needsAdministrator: Bool
        /// Nobody else touches the equipment meanwhile.
        public let isHandsOff: Bool
        public let consent: Consent
        /// What the client hands over.
        public let clientGives: [String]
    }

    /// What a visit needs of the client, and what it comes to without (IN-53 … IN-56, GE-73).
    public struct Visit: Sendable, Hashable {
        public enum Consequence: String, Sendable, Hashable, CaseIterable {
            /// "Se dará por proporcionada y concluida" (IN-53).
            case countsAsDone = "counts_as_done"
        }

        /// What is ready before it.
        public let checklist: [String]
        /// Somebody of the client's is there who knows the request (IN-56).
        public let needsRepresentative: Bool
        /// How a visit fails where the client does not do it; `nil`: in any way.
        public let failure: VisitFailure?
        /// What follows when the client does not do it.
        public let otherwise: Consequence?
        /// Items of the price list that a visit which was made in vain is charged.
        public let charges: [String]
    }

    /// A way in which the company tells everybody something (FP-24 … FP-29).
    public struct OfficialMedium: Sendable, Hashable {
        public enum Medium: String, Sendable, Hashable, CaseIterable {
            case inApp = "in_app"
            case website, email
            case supportCentre = "support_centre"
            case phone
        }

        public enum Notice: String, Sendable, Hashable, CaseIterable {
            case scheduledMaintenance = "scheduled_maintenance"
            case urgentMaintenance = "urgent_maintenance"
            case update
            /// What the tax authority changes.
            case regulation
            /// A new complement.
            case complement
        }

        public enum Audience: String, Sendable, Hashable, CaseIterable {
            case everybody, subscribers
            /// A particular client who needs to know more (FP-29).
            case oneClient = "one_client"
        }

        public let medium: Medium
        public let notices: [Notice]
        public let audience: Audience
    }

    /// Where to turn with what: one line of the company's directory (FI-6).
    public struct Contact: Sendable, Hashable {
        public let channel: ChannelKind
        public let address: String
        /// The types of request that go there; any where none is named.
        public let types: [String]
    }

    /// How much of the time a system is up (FP-12 … FP-14).
    public struct Availability: Sendable {
        public enum Period: String, Sendable, Hashable, CaseIterable {
            case month, quarter, year
        }

        public enum Maintenance: String, Sendable, Hashable, CaseIterable {
            /// Announced maintenance is time in which it is down.
            case counts
            case excused
        }

        /// Of a thousand parts of the window: 993 is 99.3 %.
        public let atLeastPerMille: Int
        /// Over which it is measured, by the calendar.
        public let period: Period
        /// The time that is measured; `nil`: all of it, day and night.
        public let window: NamedCalendar?
        public let maintenance: Maintenance
    }

    /// How long something is kept and can be consulted (GE-36).
    public struct Retention: Sendable, Hashable {
        public enum Record: String, Sendable, Hashable, CaseIterable {
            case tickets, complaints, changes
        }

        public enum Start: String, Sendable, Hashable, CaseIterable {
            case closing, opening
        }

        public let record: Record
        public let atLeastMonths: Int
        public let start: Start
    }

    /// Since when the agreement binds and how it ends (FP-35, FP-36, IN-1 … IN-3).
    public struct ServiceTerm: Sendable, Hashable {
        public enum Start: String, Sendable, Hashable, CaseIterable {
            /// The day on which the client contracts.
            case contracting
            /// The day that the document names.
            case effectiveDate = "effective_date"
        }

        public let start: Start?
        /// Goes on unless somebody gives notice.
        public let renews: Bool
        /// How many months before its end notice is given.
        public let noticeMonths: Int?
        public let noticeInWriting: Bool
        /// The company may change the document at any time.
        public let mayChange: Bool
    }

    /// Who alone may ask for something (FI-12).
    public struct AuthorisedRequester: Sendable, Hashable {
        public let types: [String]
        public let who: [String]
        /// From the registered address only.
        public let fromRegisteredAddress: Bool
    }

    /// A form of the company's that a request carries (FI-11, FI-13, FI-33, FI-34, GE-56).
    public struct RequiredDocument: Sendable, Hashable {
        public enum Moment: String, Sendable, Hashable, CaseIterable {
            /// Before what was quoted is ordered (GE-56).
            case order
        }

        public let types, categories: [String]
        /// Items of the price list that are not ordered without it, whatever the request is.
        public let services: [String]
        public let isAttached: Bool
        /// Before what it is needed, where nothing goes on without it; `nil`: it belongs to the request, which is taken all the same.
        public let before: Moment?
        public let sentTo, downloadedFrom: String?
    }

    public enum Repeated: String, Sendable, Hashable, CaseIterable {
        case addedToOpenTicket = "added_to_open_ticket"
    }

    /// The steps of a complaint; their times are targets (GE-43 … GE-47).
    public enum ComplaintStep: Sendable, Hashable {
        public enum Late: String, Sendable, Hashable, CaseIterable {
            /// Not decided in time, it is taken as decided for the client (GE-47).
            case favoursClient = "favours_client"
        }

        public enum Remedy: String, Sendable, Hashable, CaseIterable {
            case serviceAgain = "service_again"
            case compensation
        }

        case handling(by: Role, types: [String])
        case opinion(target: String, by: String?, inWriting: Bool)
        case decision(target: String, late: Late?)
        /// What follows a decision for the client.
        case upheld([Remedy])
    }

    /// The rules of changing something that must not be changed lightly (FI-35 … FI-47).
    public enum ChangeRule: Sendable {
        public enum Approvals: String, Sendable, Hashable, CaseIterable {
            case all, any
        }

        public enum EmergencyAccount: String, Sendable, Hashable, CaseIterable {
            case criticalPassword = "critical_password"
            case onRequest = "on_request"
            case expiresWithEmergency = "expires_with_emergency"
        }

        public enum Procedure: String, Sendable, Hashable, CaseIterable {
            /// Nothing is changed but by a change that was asked for, approved and recorded (FI-1).
            case formal
        }

        case procedure(Procedure, of: [String])
        case approval(by: [String], Approvals)
        case emergencyAccounts([EmergencyAccount])
        /// Who may not carry it out, and what is done where that cannot be helped.
        case segregation(notBy: String, otherwise: [String])
        /// Everything done with an emergency account is logged, and the log is reviewed.
        case log(reviewedBy: String, within: Allowance?, schedule: Schedule?)
        /// What is looked into before, and who authorises it.
        case reviews([String], authorisedBy: String?)
    }
}

extension Policy {
    /// What the document says about one topic, in its order.
    public func commitments(on topic: Commitment.Topic) -> [Commitment] {
        commitments.filter { $0.topic == topic }
    }
}

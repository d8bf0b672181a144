import SupportPolicy

/// Every phrase of the interface. The two tables (`PhrasesSpanish.swift`, `PhrasesEnglish.swift`) are exhaustive
/// switches: a phrase without a translation does not compile.
///
/// Finished words that depend on data (dates, durations, states of a policy) come into a page as text instead.
enum Phrase: Sendable, Hashable {
    // Every page
    case skipToContent
    case mainNavigation
    case signOut
    case search
    case filters
    case nextPage
    case nothingFound(String)
    case nothingFoundHint
    case new
    case name
    case when
    case way
    case state
    case level
    case reason
    case reasonToClient

    // Deadlines
    case due
    case inTime
    case dueSoon
    case late
    case paused
    case kept
    case comesFirst
    case withoutLimit
    case deadlines
    case howItIsReckoned
    case reckoningOf(String)
    case stretch
    case counts
    case soFar
    case remark
    case why
    case clause
    case firstAnswer
    case resolution

    // The record of a request
    case folio
    case request
    case received
    case whereItStands
    case whoHasIt
    case whatWasDone
    case internalNote
    case notPermitted
    case attachments
    case originalMail
    case participants
    case removeParticipant
    case addParticipant
    case addSomebodyElse
    case participantEmail
    case participantExplained
    case copiedExplained
    case leaveRequest
    case mergedRequests
    case seeWholeRecord(String)
    case otherOpenRequests
    case otherOpenRequestsExplained
    case goesOnIn(String)
    /// What a mail program put below an answer.
    case quotedText
    /// Letters that an entry made leave.
    case lettersOfIt(Int)
    case floodOfMail
    case floodExplained
    case removeFlood
    case receivedMail
    case save
    case saveOriginal
    case mailAsText
    case mailDressed
    case picturesHidden
    case showPictures
    case picturesShown
    case hidePictures

    // Forms
    case optional
    case leaveEmpty
    case pasteOrDrop
    case pictureOfACode
    case askMeInWords
    case pleaseCorrect(Int)
    case send
    case answer
    case files

    // The portal
    case support
    case howCanWeHelp
    case openARequest
    case openARequestHint
    case lookUpAFolio
    case lookUpAFolioHint
    case signIn
    case signInHint
    case myRequests
    case myRequestsHint
    case whatWePromise
    case waysToReachUs
    case sendRequest
    case requestSent
    case sentCorrectly
    case yourFolio
    case whatHappensNow
    case followThisRequest
    case lookUpExplained
    case sendMeTheLink
    case checkYourMail
    case lookUpAnswer
    case lookUpNoMail
    case tryAnotherFolio
    case isItSolved
    case yesClose
    case notYet
    case whatIsMissing
    case writeToUs
    case closeMyRequest
    case closeMyRequestExplained
    case reopen
    case whyReopen
    case changedAt(String)
    case noRequestsYet
    case noRequestsYetHint
    case noPassword
    case sendMeALink
    case setPassword
    case passwordFor(String)
    case savePassword
    case whatYouCanDo
    case errorNumber(Int)
    case requestNumber

    // The queue
    case queue
    case newTicket
    case assignee
    case nobody
    case queueKeys
    case queueEmpty
    case queueEmptyHint

    // A ticket
    case requester
    case customer
    case unknownCustomer
    case chainWhole(Int)
    case chainBroken(Int)
    case take
    case assign
    case answerToClient
    case sendAnswer
    case writeNote
    case noteHint
    case saveNote
    case askClient
    case whatWeWaitFor
    case questionToClient
    case askHint
    case askAndWait
    case logContact
    case whatWasTold
    case byPhone
    case byMail
    case classify
    case severity
    case priority
    case chargesOfPeriod, chargesExplained, fromDay, throughDay, download
    case contractInForce, noContractInForce
    case isNoForm, requiredForm, askForForm
    case whoCalls, vouch, howVerified, didYouSendIt, iSentIt
    case confirmDefect, faultToClient, deliverCorrection, correctionToClient
    case wasItSolved, wasSolved, wasNotSolved
    case askAboutNeed, recordDecision, needFulfilled, whatDoYouDecide
    case requestType, category, notClassifiedYet
    case saveClassification
    case escalate
    case sendBack
    case whatWasFound
    case close
    case howItCloses
    case solutionToClient
    case newTicketExplained
    case openTicket

    // Around the queue
    case notices
    case noNotices
    case noNoticesHint
    case markAllRead
    case outbox
    case outboxEmpty
    case outboxEmptyHint
    case refusedMail
    case lastRead
    case neverRead
    case lastMail
    case noMailYet
    case mailHealth
    case mailbox
    case mailWaiting
    case oldestSince
    case mailboxTrial
    case mailboxPurpose
    case mailboxPurposeHint
    case mailboxRulesExplained
    case saveMailboxRules
    case addMailbox
    case mailboxConnection
    case mailboxConnectionExplained
    case saveMailboxConnection
    case removeMailbox
    case removeMailboxExplained
    case tryMailbox
    case noMailboxes
    case noMailboxesHint
    case nothingParked
    case nothingRefused
    case parkedMail
    case parkedMailExplained
    case readAgain
    case mail
    case sendAgain
    case putAway
    case people
    case role
    case nobodyYet
    case nobodyYetHint
    case invite
    case inviteExplained
    case sendInvitation
    case policy
    case hours
    case closedDaysAhead
    case calculator
    case calculate
    case versions
    case changed
    case rule
    case before
    case now
    case review
    case workedExamples
    case promise
    case plans
    case plan
    case includes
    case term
    case priceList
    case service
    case price
    case charged
    case assumptions
    case assumptionsExplained
    case undecided
    case closedAfterAll
    case closedAfterAllExplained
    case seeWhatMoves
    case whatMoves
    case recordClosedDay
    case proposals
    case proposalsExplained
    case noProposals
    case noProposalsHint
    case proposeVersion
    case propose
    case changePolicy
    case itWouldChange
    case nothingWouldChange
    case whatIf
    case whatIfExplained
    case simulate
    case simulating
    case activation
    case activate
    case withdraw
    case asItWas
    case underThisVersion
    case figures
    case inTimeOfDecided
    case whatWouldDiffer
    case nothingDiffers

    // Contracts
    case contracts
    case contract
    case myContract
    case newContract
    case newContractExplained
    case contents
    case what
    case soldOn
    case sales
    case salesToInvoice
    case noSales
    case noSalesHint
    case byPlan
    case inForce
    case endWithinAMonth
    case revenueOfAYear
    case used
    case handOverExplained
    case noTaxData
    case disputedCharges
    case disputedChargesExplained
    case postalCodeOfCompany
    case handOver
    case handedOver
    case noContractFoundHint
    case annex
    case annexExplained
    case noContracts
    case noContractsHint
    case noContractOfMine
    case noContractOfMineHint
    case whatIsLeft
    case whatWasBought
    case left
    case expires
    case charges
    case charge
    case noCharges
    case waitsForSecondPerson
    case confirm
    case drop
    case chargeService
    case seeWhatItCosts
    case chargeIt
    case exchanged
    case paidApart
    case setAside
    case spendIt
    case giveItBack
    case serveUnderContract
    case papers
    case certificate
    case statementOfAccount
    case closingSummary
    case firstDay
    case lastDay
    case paperGenuine
    case paperNotGenuine
    case paperGenuineExplained
    case paperNotGenuineExplained
    case paperKeyExplained
    case publicKey
    case logo
    case companyLooks
    case logoExplained
    case keepLogo
    case removeLogo
    case color
    case colorExplained
    case keepColor
    case removeColor
    case checkAFile
    case checkAFileExplained
    case check
    case fileGenuineExplained
    case fileChangedExplained
    case fileUnknownExplained
    case logTime
    case quotes
    case quote
    case newQuote
    case terms
    case quotePaper
    case doYouAccept
    case acceptQuote
    case declineQuote
    case sendQuote
    case saveDraft
    case withdrawQuote
    case replaceQuote
    case seeTheQuote
    case goodUntil
    case quotingIsFree
    case noQuotes
    case noQuotesHint
    case disputeClosing
    case disputeExplained
    case whatYouCanAsk
    case whatYouNeed
    case itReplaces(String)
    case quoteWaits(String, String)
    case itWouldCost(String)
    case otherWays(Int)

    // Letters
    case letters
    case lettersExplained
    case shippedWords
    case ownWords
    case letterText
    case seePreview
    case saveLetter
    case preview
    case previewExplained
    case letterNames
    case letterNamesExplained
    case obligatory
    case backToShippedWords
    case letterVersions
    case useThisTextAgain
    case whatIReceive
    case savePreferences
    case noticesComeAnyway
    case promisedLetters
    case promisedLettersExplained

    // Work
    case work
    case recordWork
    case visitsAndSessions
    case nothingWorked
    case begin
    case who
    case startTimer
    case stopTimer
    case writeDownTime
    case offerSession
    case recordConsent
    case beginSession
    case endSession
    case planVisit
    case moveVisit
    case recordArrival
    case endVisit
    case visitInVain
    case giveItUp
    case visitSheet
    case chargeWork
    case doYouConsent
    case iConsent
    case iDecline
    case runningTimers
    case visit
    case visits
    case whoComes
    case noVisits
    case noVisitsOfMine
    case noVisitsHint
    case nameEngineer
    case prepareVisit, beforeVisit
    case notToRenew, giveNotice, noticeInWriting, characteristic, hoursOfService
    case upTo25MB, attachDocument
    case thisDelivers, whoAgreed, recordDocument, documentsNeeded
    case keepVisit
    case changeVisit
    case toMyCalendar
    case visitsInCalendar
    case feedExplained
    case feedMade
    case feedAddress
    case makeFeed

    case firstSteps
    case firstStepsExplained
}

extension Language {
    /// Says a phrase: `say(.folio)`.
    func callAsFunction(_ phrase: Phrase) -> String {
        switch self {
        case .es: phrase.spanish
        case .en: phrase.english
        }
    }
}

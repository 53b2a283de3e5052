package workers

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Queue rings the bell for jobs over Redis. It carries names, never truth: what it loses is rung for again.
type Queue struct {
	connection asynq.RedisConnOpt
	client     *asynq.Client
	log        *slog.Logger
}

// The one kind of task, and how long its deed may take: less than the lease of the job.
const (
	taskType    = "job"
	deedTimeout = 25 * time.Second
	queueName   = "laurel"
)

// OpenQueue understands redis://, rediss://, redis-sentinel://HOST,HOST/MASTER and redis-cluster://HOST,HOST. It
// refuses a Redis that answers and would throw entries away when its memory is full; one that does not answer is taken:
// without Redis the work is done straight from the table.
func OpenQueue(ctx context.Context, address string, log *slog.Logger) (*Queue, error) {
	quieten()
	connection, err := parseRedis(address)
	if err != nil {
		return nil, err
	}
	q := &Queue{connection, asynq.NewClient(connection), log}
	client, ok := connection.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, errors.New("an unknown kind of Redis")
	}
	defer func() { _ = client.Close() }()
	asking, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if client.Ping(asking).Err() != nil {
		log.Warn("Redis does not answer; work is done straight from the database until it does")
		return q, nil
	}
	info, err := client.Info(asking, "memory").Result() // the embedded one does not know its memory
	if policy := infoValue(info, "maxmemory_policy"); err == nil && policy != "" && policy != "noeviction" {
		return nil, fmt.Errorf("LAUREL_REDIS_URL names a Redis with maxmemory-policy %s, which drops entries; set noeviction", policy)
	}
	return q, nil
}

func infoValue(info, key string) string {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), key+":"); ok {
			return value
		}
	}
	return ""
}

func parseRedis(address string) (asynq.RedisConnOpt, error) {
	unreadable := errors.New("LAUREL_REDIS_URL cannot be read")
	u, err := url.Parse(address)
	if err != nil {
		return nil, unreadable
	}
	password, _ := u.User.Password()
	switch u.Scheme {
	case "redis-cluster":
		return asynq.RedisClusterClientOpt{Addrs: strings.Split(u.Host, ","), Username: u.User.Username(), Password: password, DialTimeout: 2 * time.Second}, nil
	case "redis-sentinel":
		return asynq.RedisFailoverClientOpt{SentinelAddrs: strings.Split(u.Host, ","), MasterName: strings.Trim(u.Path, "/"), Username: u.User.Username(), Password: password, DialTimeout: 2 * time.Second}, nil
	}
	db := 0
	if path := strings.Trim(u.Path, "/"); path != "" {
		if db, err = strconv.Atoi(path); err != nil {
			return nil, unreadable
		}
	}
	o := asynq.RedisClientOpt{Addr: u.Host, Username: u.User.Username(), Password: password, DB: db, DialTimeout: 2 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	if u.Scheme == "rediss" {
		o.TLSConfig = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	}
	return o, nil
}

// Ring asks for a job to be run. A name that is already in the queue was rung for before: that is success.
func (q *Queue) Ring(ctx context.Context, jobID string, generation int) error {
	ringing, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := q.client.EnqueueContext(ringing, asynq.NewTask(taskType, []byte(jobID)), asynq.Queue(queueName),
		asynq.TaskID(jobID+"."+strconv.Itoa(generation)), asynq.MaxRetry(0), asynq.Timeout(deedTimeout+3*time.Second), asynq.Retention(0))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// Serve runs jobs as the bell rings, until ctx ends; then it waits for those in hand. Run never fails a task: the
// table knows what is to be tried again.
func (q *Queue) Serve(ctx context.Context, concurrency int, run func(ctx context.Context, jobID string)) {
	server := asynq.NewServer(q.connection, asynq.Config{
		Concurrency: concurrency, Queues: map[string]int{queueName: 1}, TaskCheckInterval: 100 * time.Millisecond, ShutdownTimeout: 10 * time.Second,
		LogLevel: asynq.FatalLevel, Logger: quiet{q.log}, BaseContext: func() context.Context { return context.WithoutCancel(ctx) },
		HealthCheckInterval: time.Minute,
	})
	handler := asynq.HandlerFunc(func(ctx context.Context, t *asynq.Task) error {
		run(ctx, string(t.Payload()))
		return nil
	})
	for server.Start(handler) != nil { // Redis is not there yet
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
	<-ctx.Done()
	server.Shutdown()
}

// Answers tells whether Redis does.
func (q *Queue) Answers(context.Context) error { return q.client.Ping() }

// Close ends the connection.
func (q *Queue) Close() error { return q.client.Close() }

// quieten stops the Redis client from writing to standard error past our log: that Redis is away is told once, by us.
var quieten = sync.OnceFunc(func() { redis.SetLogger(speechless{}) })

type speechless struct{}

func (speechless) Printf(context.Context, string, ...any) {}

// quiet sends asynq's own words to our log: a Redis that is away is no fault of ours and would be told every second.
type quiet struct{ log *slog.Logger }

func (q quiet) Debug(args ...any) { q.log.Debug("asynq", "said", fmt.Sprint(args...)) }
func (q quiet) Info(args ...any)  { q.log.Debug("asynq", "said", fmt.Sprint(args...)) }
func (q quiet) Warn(args ...any)  { q.log.Debug("asynq", "said", fmt.Sprint(args...)) }
func (q quiet) Error(args ...any) { q.log.Debug("asynq", "said", fmt.Sprint(args...)) }
func (q quiet) Fatal(args ...any) { q.log.Error("asynq", "said", fmt.Sprint(args...)) }
